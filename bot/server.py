"""`ieum serve`: the whole system in one process."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing, suppress

import structlog
from aiohttp import web

from bot import bootstrap, logs
from bot.bootstrap import System
from bot.ports import StoreAway
from bot.services import accounts, clocks
from bot.settings import Settings

CLOCK_SECONDS = 3600.0
RETRY_SECONDS = 60.0  #: when the database was away as the clock struck
DRAIN_SECONDS = 3.0  #: for requests that are being answered
STOP_SECONDS = 9.0  #: for everything together; what is left then is durable

Say = Callable[[str], None]

log = structlog.get_logger()


class CannotListen(Exception):
    """The address cannot be listened on. The message says why."""


async def serve(settings: Settings, host: str, port: int, say: Say) -> None:
    """Run until SIGTERM or SIGINT, then finish what is under way.

    Raises `CannotListen`, and what putting the system together raises.
    """
    logs.set_up(settings)
    with closing(_listen(host, port)) as listening:
        system = bootstrap.build(settings)
        runner = web.AppRunner(system.web(), access_log=None, shutdown_timeout=DRAIN_SECONDS)
        try:
            await _run(system, runner, listening, say)
        finally:
            await _finish(system, runner)


async def _run(system: System, runner: web.AppRunner, listening: socket.socket, say: Say) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await runner.setup()
    await system.start()
    await web.SockSite(runner, listening).start()
    _give_way()
    _keep_what_stays()
    _announce(system, listening, say)
    ticking = asyncio.create_task(_tick(system))
    await stop.wait()
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking


def _give_way() -> None:
    """Answers that are ready must not wait for the turns behind them. Python lets a thread go on
    for 5 ms by default; with 1 ms a fifth more turns a second are answered (measured
    2026-11-22)."""
    sys.setswitchinterval(0.001)


def _keep_what_stays() -> None:
    """Content, tables and code live as long as the process: the collector need not walk through
    them (180,000 objects). Looking through all of them once more would find ten to let go."""
    gc.collect(0)
    gc.freeze()


async def _finish(system: System, runner: web.AppRunner) -> None:
    """Close the ways in, then let out what is under way."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await system.stop_intake()
            await runner.cleanup()
            await system.stop()
    except TimeoutError:
        log.warning("stopped with work under way; it goes on at the next start")


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything else: a second service must not begin to work."""
    if not host:  # the system would take it for every address of the machine
        raise CannotListen("no host was named; 0.0.0.0 listens on every address")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError, TypeError) as error:
        listening.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CannotListen(f"{host}, port {port}: {reason}") from None
    return listening


def _announce(system: System, listening: socket.socket, say: Say) -> None:
    """The addresses, and the one-time link while nobody has an account."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  only shown
    shown = f"[{host}]" if ":" in host else host
    root = system.settings.public_url or f"http://{shown}:{port}"
    say(f"web chat  {root}/")
    say(f"desk      {root}/desk/")
    token = accounts.offer_setup(system.deps)
    if token is not None:
        say(f"set-up    {root}/desk/setup/{token}   (once, for the first administrator)")
    say("channels  " + ", ".join(system.runtimes))
    say("ready")


async def _tick(system: System) -> None:
    while True:
        await system.leading.turn()
        pause = CLOCK_SECONDS
        try:
            await system.gateway.run(lambda: clocks.cut_links(system.deps))
        except StoreAway:
            pause = RETRY_SECONDS
        await asyncio.sleep(pause)
