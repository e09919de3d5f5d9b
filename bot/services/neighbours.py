"""Carries rings between the processes that share a database: topics, nothing else.

A call that is lost costs the time until the next look, which everybody takes who waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.ports import Store, StoreAway
from bot.services.bell import Bell

GATHER_SECONDS = 0.01  #: many rings of one moment are one call
HEAR_SECONDS = 1.0
AWAY_SECONDS = 1.0


class Neighbours:
    """Between the bell of this process and those of the others, where there can be others."""

    def __init__(self, store: Store, ringer: Bell) -> None:
        self._store = store
        self._bell = ringer
        self._topics: set[str] = set()
        self._telling: asyncio.Task[None] | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        self._hearing = asyncio.create_task(self._hear())

    async def stop(self) -> None:
        self._stopping = True
        under_way = {task for task in (self._hearing, self._telling) if task is not None}
        if under_way:
            await asyncio.wait(under_way)

    async def _hear(self) -> None:
        away = True
        while not self._stopping:
            try:
                # Not on a working thread: this one does nothing but wait.
                topics = await asyncio.to_thread(self._store.heard, 0 if away else HEAR_SECONDS)
            except StoreAway:
                away = True
                await asyncio.sleep(AWAY_SECONDS)
                continue
            if topics is None:
                return  # nobody else can be there
            if away:
                away = False
                self._bell.carried(self._carry)
                self._bell.ring_all()  # whatever was called meanwhile
            self._bell.ring_here(*topics)

    def _carry(self, topics: Iterable[str]) -> None:
        self._topics.update(topics)
        if self._telling is None and not self._stopping:
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        try:
            while self._topics:
                topics, self._topics = sorted(self._topics), set()
                await asyncio.to_thread(self._store.tell, topics)
        except StoreAway:
            self._topics.clear()
        finally:
            self._telling = None
