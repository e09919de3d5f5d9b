"""`ieum chat`: the same bot on the terminal."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator, Callable

from adapters.channels.console import ConsoleChannel
from bot import bootstrap, logs
from bot.settings import Settings


async def chat(settings: Settings, say: Callable[[str], None]) -> None:
    """Read lines until the end of input; staff answers appear as they come."""
    logs.set_up(settings)
    channel = ConsoleChannel(f"console:{getpass.getuser()}")
    system = bootstrap.build(settings, only=channel)
    await system.start()
    try:
        await channel.run(system.gateway, _lines(), say)
        await system.dispatcher.drained()
    finally:
        await system.stop()


async def _lines() -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        yield line.rstrip("\n")
