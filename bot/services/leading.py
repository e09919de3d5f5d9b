"""Of several processes on one database, one does what only one may do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import structlog

from bot.ports import Store

log = structlog.get_logger()

LOOK_SECONDS = 2.0  #: how soon another process takes over, and a lost lead is noticed


@runtime_checkable
class Duty(Protocol):
    """Something that only the leading process does. For a moment two may: whoever lost the
    database notices late. `follow` may be called without `lead` before it."""

    async def lead(self) -> None: ...
    async def follow(self) -> None: ...


class Leading:
    """Asks the store from time to time whether this process leads, and tells the duties."""

    def __init__(self, store: Store, duties: Sequence[Duty]) -> None:
        self._store = store
        self._duties = duties
        self._leads = asyncio.Event()
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Returns after the first look."""
        await self._look()
        self._task = asyncio.create_task(self._loop())

    async def stop(self) -> None:
        """Leave the duties. The store lets go of the lead when it is closed."""
        self._stopping.set()
        if self._task is not None:
            await self._task
        await self._change(leads=False)

    async def turn(self) -> None:
        """Wait until this process leads."""
        await self._leads.wait()

    async def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                await asyncio.wait_for(self._stopping.wait(), LOOK_SECONDS)
            except TimeoutError:
                await self._look()

    async def _look(self) -> None:
        # On a thread of its own: the working ones may all wait for a database that hangs.
        leads = await asyncio.to_thread(self._store.lead)
        if leads != self._leads.is_set() and not self._stopping.is_set():
            log.info("leading" if leads else "not leading")
            await self._change(leads=leads)

    async def _change(self, *, leads: bool) -> None:
        if leads:
            self._leads.set()
        else:
            self._leads.clear()
        for duty in self._duties:
            await (duty.lead() if leads else duty.follow())
