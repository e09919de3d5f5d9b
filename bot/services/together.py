"""Turns that wait at the same moment are taken together: one transaction, one durable commit.

On SQLite turns follow one another anyway, and the commit is what each would wait for. See
docs/decisions/0006.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.ports import StoreAway
from bot.services.deps import Deps
from bot.services.inbound import Asked, take_turns
from bot.services.intake import Answered

Answer = asyncio.Future[Answered]
Waiting = tuple[Asked, Answer]
Group = Sequence[Waiting]
Over = Callable[[Sequence[Asked], bool], None]


class Together:
    """Takes turns in worker threads; used on the event loop. The caller sees to it that no two
    turns of one person wait at once."""

    def __init__(self, deps: Deps, threads: ThreadPoolExecutor, *, groups: int, most: int) -> None:
        """At most `groups` transactions at a time, each of at most `most` turns."""
        self._deps = deps
        self._threads = threads
        self._free = groups
        self._most = most
        self._waiting: deque[Waiting] = deque()
        self._alone: deque[Waiting] = deque()  # of a group that failed
        self._over: Over = lambda _turns, _kept: None

    def tells(self, over: Over) -> None:
        """Whom to tell that turns are over, each once, and whether they were kept."""
        self._over = over

    def take(self, asked: Asked, answer: Answer) -> None:
        """Set `answer` after the commit: to what this turn raises, if it raises anything, to
        `StoreAway` when nothing could be kept. A turn is taken though nobody waits for it."""
        self._waiting.append((asked, answer))
        self._begin()

    def _begin(self) -> None:
        """Take whoever waits as long as there is room."""
        while self._free and (group := self._next()):
            turns = [asked for asked, _ in group]
            try:
                work = asyncio.get_running_loop().run_in_executor(
                    self._threads, take_turns, self._deps, turns
                )
            except RuntimeError:  # the threads were shut down
                self._give_up(group)
                return
            self._free -= 1
            work.add_done_callback(lambda done, group=group: self._ended(group, done))  # type: ignore[misc]

    def _next(self) -> Group:
        if self._alone:
            return [self._alone.popleft()]
        return [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]

    def _ended(self, group: Group, done: asyncio.Future[list[Answered]]) -> None:
        self._free += 1
        if done.cancelled():  # the threads were shut down
            self._give_up(group)
        elif (error := done.exception()) is None:
            self._begin()
            _answer(group, done.result())
            self._tell(group, kept=True)
        elif isinstance(error, StoreAway) or len(group) == 1:
            self._begin()
            for _, answer in group:
                refuse(answer, error)
            self._tell(group, kept=False)
        else:
            # Nothing of the group was kept: each alone now, so that one fails for itself only.
            self._alone.extend(group)
            self._begin()

    def _tell(self, group: Group, *, kept: bool) -> None:
        self._over([asked for asked, _ in group], kept)

    def _give_up(self, group: Group) -> None:
        given_up = [*group, *self._alone, *self._waiting]
        self._alone.clear()
        self._waiting.clear()
        for _, answer in given_up:
            answer.cancel()
        self._tell(given_up, kept=False)


def refuse(answer: Answer, error: BaseException) -> None:
    if not answer.done():  # nobody waits for it any more
        answer.set_exception(error)


def _answer(group: Group, answered: Sequence[Answered]) -> None:
    for (_, answer), outcome in zip(group, answered, strict=True):
        if not answer.done():
            answer.set_result(outcome)
