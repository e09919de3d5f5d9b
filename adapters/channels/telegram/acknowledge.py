"""Every pressed button is answered at once, or its spinner keeps turning."""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, TelegramError

#: Seconds before another try. A query can be answered for a short while only.
_PAUSES: Final = (0.5, 2.0)
_GRACE: Final = 2.0


class Acknowledger:
    """Answers presses beside everything else; nobody waits for it and no failure matters."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._tasks: set[asyncio.Task[None]] = set()

    def soon(self, query_id: str) -> None:
        task = asyncio.create_task(self._answer(query_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, query_id: str) -> None:
        for pause in (*_PAUSES, None):
            try:
                await self._bot.answer_callback_query(query_id)
            except BadRequest:  # too old, or answered before
                return
            except TelegramError:
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                return
