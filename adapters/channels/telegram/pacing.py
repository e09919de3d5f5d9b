"""How fast Telegram may be written to.

30 messages a second in all, about one a second to a chat, 20 a minute to a group
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this, read
2026-11-21). We stay below each, and a chat that must wait never makes the others wait.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.ports import TryLater


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One message every `every` seconds on average; a chat may be `ahead` seconds early."""

    every: float
    ahead: float


OVERALL: Final = Rate(every=0.04, ahead=0.16)
PRIVATE: Final = Rate(every=1.0, ahead=2.0)
GROUP: Final = Rate(every=60 / 18, ahead=60 / 18)
#: A crisis card does not queue behind what was said before it, nor hold up what comes after.
CRISIS: Final = Rate(every=0.0, ahead=60.0)

#: Seconds worth sleeping through: what is sent beside may have to wait as well. A longer wait
#: goes back to the queue.
_PATIENCE: Final = 1.5
_MANY: Final = 2000


class Pacer:
    """Hands out turns. For each chat it holds one number: when its next message would be due
    if it had always kept the rate (the "theoretical arrival time" of GCRA)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = 0.0
        self._chats: dict[str, float] = {}
        self._held: dict[str, float] = {}

    async def turn(self, chat: str, rate: Rate) -> None:
        """Wait for this chat's turn. Raises `TryLater` when that would take long."""
        await asyncio.sleep(self.book(chat, rate))

    def book(self, chat: str, rate: Rate) -> float:
        """Take the next turn and say how many seconds it is away."""
        now = self._clock()
        due = self._chats.get(chat, 0.0)
        own = max(_wait(due, rate, now), self._held.get(chat, 0.0) - now)
        if own > _PATIENCE:
            raise TryLater(timedelta(seconds=own))
        wait = max(own, _wait(self._overall, OVERALL, now))
        self._chats[chat] = max(due, now) + rate.every
        self._overall = max(self._overall, now) + OVERALL.every
        self._forget(now)
        return wait

    def hold(self, chat: str, seconds: float) -> None:
        """Telegram asked to leave this chat alone for a while."""
        self._held[chat] = self._clock() + seconds

    def _forget(self, now: float) -> None:
        if len(self._chats) > _MANY:
            self._chats = {chat: due for chat, due in self._chats.items() if due > now}
            self._held = {chat: until for chat, until in self._held.items() if until > now}


def _wait(due: float, rate: Rate, now: float) -> float:
    return max(0.0, due - rate.ahead - now)
