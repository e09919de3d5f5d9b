"""`ieum serve`: the whole system in one process."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress

from aiohttp import web

from bot import bootstrap, logs
from bot.bootstrap import System
from bot.ports import StoreAway
from bot.services import accounts, clocks
from bot.settings import Settings

CLOCK_SECONDS = 3600.0
DRAIN_SECONDS = 5.0

Say = Callable[[str], None]


async def serve(settings: Settings, host: str, port: int, say: Say) -> None:
    """Run until SIGTERM or SIGINT, then finish what is under way."""
    logs.set_up(settings)
    system = bootstrap.build(settings)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    runner = web.AppRunner(system.web(), access_log=None, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    listening = _listen(host, port)
    await system.start()
    await web.SockSite(runner, listening).start()
    _announce(system, host, listening.getsockname()[1], say)
    ticking = asyncio.create_task(_tick(system))
    await stop.wait()
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking
    await system.stop_intake()
    await runner.cleanup()
    await system.stop()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    return listening


def _announce(system: System, host: str, port: int, say: Say) -> None:
    """The addresses, and the one-time link while nobody has an account."""
    root = system.settings.public_url or f"http://{host}:{port}"
    say(f"web chat  {root}/")
    say(f"desk      {root}/desk/")
    token = accounts.offer_setup(system.deps)
    if token is not None:
        say(f"set-up    {root}/desk/setup/{token}   (once, for the first administrator)")
    say("channels  " + ", ".join(system.runtimes))
    say("ready")


async def _tick(system: System) -> None:
    while True:
        with suppress(StoreAway):
            await system.gateway.run(lambda: clocks.cut_links(system.deps))
        await asyncio.sleep(CLOCK_SECONDS)


def diagnosis(settings: Settings) -> Iterator[str]:
    """What `ieum doctor` says: each part and whether it works here."""
    content = bootstrap.content_of(settings)
    answers, forms = len(content.faq.ids), len(content.forms)
    yield f"content   ok: {content.pack.id}, {answers} answers, {forms} forms"
    scene = bootstrap.scene_of(content)
    yield f"tokens    ok: {len(scene.interpreter.understand('test').candidates)} candidates"
    store = bootstrap.store_of(settings)
    try:
        store.ready()
        yield "database  ok"
    except StoreAway as error:
        yield f"database  not ready: {error}"
    finally:
        store.close()
    for name, given in (
        ("telegram", settings.telegram_token),
        ("kakao", settings.kakao_skill_secret),
        ("kakao push (Event API)", settings.kakao_rest_api_key),
    ):
        yield f"{name}  {'set up' if given else 'not set up'}"
