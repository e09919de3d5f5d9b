"""Wakes whoever waits for something to change. `neighbours` carries rings to other processes.

A ring carries nothing but a topic: whoever wakes reads the database. A ring that was missed costs
only the time until the next look.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable

CASES = "cases"
OUTBOX = "outbox"

MAX_TOPICS = 10_000


class Bell:
    """One per process. Ring and wait on the event loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._rung: dict[str, int] = {}
        self._rings = 0
        self._forgotten = 0  #: how many rings there had been when topics were last forgotten
        self._carry: Callable[[tuple[str, ...]], None] | None = None

    def carried(self, by: Callable[[tuple[str, ...]], None]) -> None:
        """Whom to tell of what rings here, for those who wait elsewhere."""
        self._carry = by

    def rung(self, topic: str) -> int:
        """A number that grows when the topic rings; hand it to `wait` so that none is missed."""
        return self._rung.get(topic, self._forgotten)

    def ring(self, *topics: str) -> None:
        """Something was committed that others may wait for, here or elsewhere."""
        self.ring_here(*topics)
        if self._carry is not None:
            self._carry(topics)

    def ring_here(self, *topics: str) -> None:
        """Nobody else needs to know, or it came from there."""
        for topic in topics:
            self._rings += 1
            self._rung[topic] = self._rings
            for event in self._waiting.get(topic, ()):
                event.set()

        if len(self._rung) > MAX_TOPICS:
            # Every conversation is a topic. Whoever has a number from before looks once more.
            self._rung.clear()
            self._forgotten = self._rings

    def ring_all(self) -> None:
        """Wake everybody of this process, whatever they wait for."""
        self.ring_here(*self._waiting)

    async def wait(self, topic: str, seen: int, seconds: float) -> None:
        """Return when the topic has rung since `seen`, or after the time."""
        if self.rung(topic) != seen:
            return
        event = asyncio.Event()
        self._waiting[topic].add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting[topic].discard(event)
            if not self._waiting[topic]:
                del self._waiting[topic]


def talk(conversation_id: str) -> str:
    """The topic of one conversation's thread."""
    return f"talk:{conversation_id}"
