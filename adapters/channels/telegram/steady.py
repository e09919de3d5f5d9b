"""A background task that does not end in silence."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 30.0
_GRACE: Final = 5.0

_log = logging.getLogger(__name__)


class Backoff:
    """1, 2, 4 … 30 seconds, until something works again."""

    def __init__(self) -> None:
        self._next = FIRST_PAUSE

    def good(self) -> None:
        self._next = FIRST_PAUSE

    def bad(self, at_least: float = 0.0) -> float:
        """The seconds to wait now; the next time it is twice as long."""
        pause = max(self._next, at_least)
        self._next = min(self._next * 2, LONGEST_PAUSE)
        return pause


class Steady:
    """Runs `work` until it returns or is stopped; starts it anew when it fails in a way that
    nobody foresaw, after a pause and with an error in the log (its kind, never its words)."""

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self.crashes = 0
        self.stopping = asyncio.Event()
        self._name = name
        self._work = work
        self._backoff = Backoff()
        self._task: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._ended)

    async def rest(self, seconds: float) -> None:
        """Sleep, but wake up to stop."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    async def stop(self) -> None:
        """Let `work` finish what it began, for a few seconds."""
        self.stopping.set()
        if self._again:
            self._again.cancel()
        if self._task:
            await asyncio.wait({self._task}, timeout=_GRACE)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await self._work()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is None or self.stopping.is_set():
            return
        self.crashes += 1
        _log.error("%s failed: %s", self._name, _where(error))
        loop = asyncio.get_running_loop()
        self._again = loop.call_later(self._backoff.bad(), self.start)


def _where(error: BaseException) -> str:
    """The kind of an error and the line it comes from. Its words may be a resident's."""
    frames = traceback.extract_tb(error.__traceback__)
    line = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + line
