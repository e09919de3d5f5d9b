"""The whole service in a process of its own, talking to a fake Telegram in this one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.contract.channels.telegram_bench import FAKE, TOKEN, options, serve
from tests.faults.database import Database
from tests.faults.process import Process, environment


@dataclass(kw_only=True)
class Service(Process):
    """`ieum serve` beside a Telegram of its own."""

    fake: Any

    async def play(self, script: str) -> None:
        assert await self.fake.run(script), "\n".join([*self.fake.fail, *self.fake.lines[-40:]])

    async def until(self, check: Callable[[], object], seconds: float = 20.0) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not check():
            shown = "\n".join([*self.fake.lines[-40:], *self.said[-20:]])
            assert asyncio.get_running_loop().time() < end, shown
            await asyncio.sleep(0.05)

    def seen(self, name: str) -> list[str]:
        return [e["text"] for e in self.fake.who(name).events if e["kind"] == "send"]


@asynccontextmanager
async def service(database: Database, **more: str) -> AsyncIterator[Service]:
    """The service, not started, with an empty database and a Telegram of its own."""
    fake = FAKE.Fake(options(patience=15))
    runner, base = await serve(FAKE.build(fake))
    loop = asyncio.create_task(fake.webhook_loop())
    env = environment(database, IEUM_TELEGRAM_TOKEN=TOKEN, IEUM_TELEGRAM_API_BASE=base, **more)
    made = Service(fake=fake, env=env, database=database)
    try:
        await made.migrate()
        yield made
    finally:
        if made.runs:
            await made.kill()
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await runner.cleanup()
