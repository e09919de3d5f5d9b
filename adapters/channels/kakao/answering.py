"""Answering within Kakao's five seconds, or saying honestly that it takes longer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from typing import Any

from adapters.channels.kakao.bookmark import Bookmark
from adapters.channels.kakao.outgoing import Outgoing
from adapters.channels.kakao.parse import Call
from adapters.channels.kakao.render import Shown, callback_wait, plain, render, wait
from adapters.channels.kakao.words import Words
from bot.domain.messages import OutboundMessage
from bot.ports import StoreAway
from bot.services.intake import Answered, Intake

_log = logging.getLogger(__name__)

#: A callback works once, within a minute
#: (…/skill_guide/ai_chatbot_callback_guide, read 2026-11-21); some of it is for the way.
CALLBACK_WITHIN = 50.0
#: For making a slow event durable before we promise an answer to it.
PROMISE_SECONDS = 1.0
STOP_SECONDS = 4.0
MAX_OPEN = 1000


class Answering:
    """Turns, each in a task of its own: Kakao hanging up must not undo what was begun."""

    def __init__(
        self, intake: Intake, outgoing: Outgoing, words: Words, answer_seconds: float
    ) -> None:
        self._intake = intake
        self._outgoing = outgoing
        self._words = words
        self._seconds = answer_seconds
        self._tasks: set[asyncio.Task[Any]] = set()
        self._calling: set[int] = set()
        self._open: dict[str, Call] = {}
        self.callbacks_failed = 0

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    async def answer(self, call: Call, began: float) -> Shown:
        """What to say now. `began` is the loop's time at which the request came in."""
        call = self._resumed(call)
        turn = self._spawn(self._turn(call))
        await asyncio.wait({turn}, timeout=max(0.0, began + self._seconds - _now()))
        if turn.done():
            return self._outcome(turn, call)
        kept = await self._kept(call)
        if turn.done():
            return self._outcome(turn, call)
        if not kept:
            return Shown(body=plain(self._words.away))
        self._remember(call)
        if self._outgoing.callback_allowed(call.callback):
            self._spawn(self._call_back(turn, call, began))
            return Shown(body=callback_wait(self._words))
        return Shown(body=wait(self._words, _bookmark(call)))

    async def settle(self, messages: Sequence[OutboundMessage]) -> None:
        """Kakao took these. If that cannot be noted now they are shown once more."""
        if not messages:
            return
        try:
            await self._intake.settled(messages)
        except StoreAway:
            _log.warning("kakao answer not settled")

    async def stop(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        for task in self._tasks:
            task.cancel()

    async def _turn(self, call: Call) -> Answered:
        pictures: list[bytes | None] = [None] * len(call.events)
        if call.pictures:
            pictures = await asyncio.gather(*map(self._outgoing.picture, call.pictures))
        said: dict[int, OutboundMessage] = {}
        repeated = True
        for event, picture in zip(call.events, pictures, strict=True):
            answered = await self._intake.receive(event, picture)
            said |= {message.id: message for message in answered.messages}
            repeated = repeated and answered.repeated
        self._open.pop(call.events[0].event_id, None)
        return Answered(messages=tuple(said.values()), repeated=repeated)

    def _resumed(self, call: Call) -> Call:
        """A press on '답변 보기' stands for the event it asks about: should its turn have failed
        meanwhile, the words of then are tried again, not the press."""
        first = self._open.get(call.bookmark.again) if call.bookmark else None
        if first is None or first.events[0].ref != call.events[0].ref:
            return call
        return replace(call, events=first.events, pictures=first.pictures)

    def _outcome(self, turn: asyncio.Task[Answered], call: Call) -> Shown:
        """A turn that failed gets an honest sentence: Kakao would show its own error instead.
        Nothing is lost by it, because nothing was promised."""
        if turn.cancelled() or turn.exception() is not None:
            return Shown(body=plain(self._words.away))
        answered = turn.result()
        messages: Sequence[OutboundMessage] = answered.messages
        if not answered.repeated:
            messages = [m for m in messages if m.id not in self._calling]
        return render(messages, self._words, _bookmark(call))

    async def _kept(self, call: Call) -> bool:
        """Whether the words will be answered even if this process dies now."""
        if call.bookmark:
            return True
        try:
            async with asyncio.timeout(PROMISE_SECONDS):
                await self._intake.keep(call.events)
        except (StoreAway, TimeoutError):
            return False
        return True

    def _remember(self, call: Call) -> None:
        if call.bookmark:
            return
        self._open.setdefault(call.events[0].event_id, call)
        if len(self._open) > MAX_OPEN:
            self._open.pop(next(iter(self._open)))

    async def _call_back(self, turn: asyncio.Task[Answered], call: Call, began: float) -> None:
        """Post the answer when it is there. If that fails it waits for their next words."""
        await asyncio.wait({turn}, timeout=max(0.0, began + CALLBACK_WITHIN - _now()))
        if not turn.done():
            self.callbacks_failed += 1
            return
        shown = self._outcome(turn, call)
        ids = {message.id for message in shown.messages}
        self._calling |= ids
        try:
            if await self._outgoing.call_back(call.callback, shown.body):
                await self.settle(shown.messages)
            else:
                self.callbacks_failed += 1
        finally:
            self._calling -= ids

    def _spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            # Only its kind: the message of an error may quote what somebody said.
            _log.error("kakao turn failed: %s", type(error).__name__)


def _bookmark(call: Call) -> Bookmark:
    return call.bookmark or Bookmark(again=call.events[0].event_id)


def _now() -> float:
    return asyncio.get_running_loop().time()
