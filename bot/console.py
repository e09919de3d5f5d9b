"""`ieum chat`: the same bot on the terminal."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from adapters.channels.console import ConsoleChannel
from bot import bootstrap, logs
from bot.settings import Settings


async def chat(settings: Settings, say: Callable[[str], None]) -> None:
    """Read lines until the end of input; staff answers appear as they come."""
    logs.set_up(settings)
    channel = ConsoleChannel(f"console:{_user()}")
    system = bootstrap.build(settings, only=channel)
    try:
        await system.start()
        await channel.run(system.gateway, _lines(), say)
        await system.dispatcher.drained()
    finally:
        await system.stop()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return str(os.getuid())


async def _lines() -> AsyncIterator[str]:
    """The lines of the input, until it ends.

    Read by a thread that may be left behind: after Ctrl-C nobody waits for one more Enter. It
    reads the descriptor itself, since a thread that holds `sys.stdin` spoils the interpreter's end.
    """
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as raw:
            line = b"?"
            while line:
                line = raw.readline()
                with suppress(RuntimeError):  # the loop has ended
                    loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=read, daemon=True).start()
    while line := await lines.get():
        yield line.decode("utf-8", "replace").rstrip("\r\n")
