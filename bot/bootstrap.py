"""The one place that knows every concrete class, and puts the system together."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import SystemRandom
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.exc import DatabaseError

from adapters.channels import CHANNELS, House, Runtime
from adapters.channels.console import ConsoleChannel
from adapters.documents.pictures import PixelPictures
from adapters.places import Gazetteer
from adapters.storage import SqlStore
from adapters.storage.errors import WrongSchema, WrongSecret
from adapters.web import app as web_app
from bot import secret
from bot.content.loader import Content, load
from bot.dialog.moment import Scene
from bot.domain.events import ConversationRef
from bot.domain.messages import Capabilities
from bot.learning import interpreter_of
from bot.ports import Channel, Store, StoreAway
from bot.services.bell import Bell
from bot.services.delivery import Dispatcher
from bot.services.deps import Deps
from bot.services.gateway import Gateway
from bot.services.leading import Duty, Leading
from bot.services.neighbours import Neighbours
from bot.services.together import Together
from bot.settings import Settings, SettingsError
from intents import Label
from intents.services import service_labels

SEOUL = ZoneInfo("Asia/Seoul")
SQLITE = "sqlite:///"
THREADS = 8
MOST_TOGETHER = 32  #: turns in one commit; a turn takes about 2 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Everything that runs, put together but not started."""

    settings: Settings
    deps: Deps
    gateway: Gateway
    dispatcher: Dispatcher
    runtimes: Mapping[str, Runtime]
    bell: Bell
    threads: ThreadPoolExecutor
    turn_threads: ThreadPoolExecutor
    leading: Leading
    neighbours: Neighbours

    def web(self) -> web.Application:
        return web_app.build(
            self.deps,
            self.gateway,
            self.bell,
            channel_routes=[r for runtime in self.runtimes.values() for r in runtime.routes()],
            channel_health=lambda: {n: r.health() for n, r in self.runtimes.items()},
            secure=(self.settings.public_url or "").startswith("https://"),
            proxies=self.settings.trusted_proxies,
        )

    async def start(self) -> None:
        """Work off what was kept, then open the ways in."""
        await self.gateway.start()
        await self.dispatcher.start()
        for runtime in self.runtimes.values():
            await runtime.start()
        await self.neighbours.start()
        if self.runtimes:  # a talk in the terminal takes the lead from no service
            await self.leading.start()

    async def stop_intake(self) -> None:
        """Close the ways in; what came in before is finished by `stop`."""
        self.gateway.stopping = True
        self.bell.ring_all()  # whoever waits for news sees that there will be none
        await self.leading.stop()
        await asyncio.gather(*(runtime.stop() for runtime in self.runtimes.values()))

    async def stop(self) -> None:
        """Finish what is under way. Everything else is durable and goes on at the next start."""
        try:
            await self.gateway.stop()
            await self.dispatcher.stop()
            await self.neighbours.stop()
        finally:
            self.turn_threads.shutdown(wait=True, cancel_futures=True)
            self.threads.shutdown(wait=True, cancel_futures=True)
            self.deps.store.close()


def today() -> datetime:
    return datetime.now(SEOUL)


def content_of(settings: Settings) -> Content:
    return load(settings.pack, today=today().date())


def scene_of(content: Content) -> Scene:
    return Scene(
        content=content,
        places=Gazetteer(content.pack.area),
        interpreter=interpreter_of(labels_of(content)),
    )


def labels_of(content: Content) -> tuple[Label, ...]:
    """Everything a text can mean: the published answers, then the services."""
    return (*content.faq.labels(), *service_labels())


def store_of(settings: Settings, *, migrate: bool = False) -> Store:
    """The database: SQLite in the data folder unless an address is given.

    The embedded database is brought to the newest schema when it is opened; a server only with
    `migrate`, so that several processes can be replaced one after the other. Raises
    `SettingsError` or `StoreAway`, and changes nothing then.
    """
    fresh = _made_secret(settings)
    try:
        return _opened(SqlStore(_url(settings), [secret.read(settings)]), migrate, fresh)
    except WrongSecret:
        if not fresh:
            raise
        # The database was there before its secret: what was just made is of no use.
        secret.forget(settings)
        raise secret.missing(settings) from None
    except DatabaseError as error:
        # Nothing that waiting would heal: a damaged file, a file of something else, no rights.
        raise StoreAway(f"the database cannot be opened: {error.orig}") from None


def data_file(settings: Settings) -> Path | None:
    """Where the embedded database is; None when it is a server's."""
    if settings.database_url is None:
        return (settings.data_dir / "ieum.db").resolve()
    url = settings.database_url.get_secret_value()
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def has_file(settings: Settings) -> bool:
    file = data_file(settings)
    return file is not None and file.exists()


def _url(settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"{SQLITE}{data_file(settings)}"


def _made_secret(settings: Settings) -> bool:
    """Make the folder and the secret where there are none yet. True when it was made now."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The file first: another first start, a moment ahead, makes its secret before its file.
        held = has_file(settings)
        if secret.is_given(settings) or secret.is_kept(settings):
            return False
        if held:
            raise secret.missing(settings)
        return secret.make(settings)
    except OSError as error:
        problem = f"IEUM_DATA_DIR: {settings.data_dir} cannot be used: {error.strerror}"
        raise SettingsError([problem]) from None


def _opened(store: SqlStore, migrate: bool, fresh: bool) -> SqlStore:
    """Find out whether a `fresh` secret fits: a server may hold data of earlier."""
    try:
        if migrate:
            store.migrate()
        elif fresh:
            with suppress(WrongSchema):  # an empty database fits any
                store.ready()
    except (StoreAway, DatabaseError):
        store.close()
        raise
    return store


def deps_of(settings: Settings) -> Deps:
    """What a single command needs: no channels, no threads."""
    content = content_of(settings)
    return Deps(
        store=store_of(settings),
        scene=scene_of(content),
        capabilities={},
        clock=lambda: datetime.now(UTC),
        random=SystemRandom(),
    )


def build(settings: Settings, *, only: ConsoleChannel | None = None) -> System:
    """Put the system together; starts nothing. `only` takes the place of all other channels.

    Raises `SettingsError` or `ContentErrors`.
    """
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="ieum")
    embedded = settings.database_url is None
    turn_threads = ThreadPoolExecutor(1 if embedded else THREADS, thread_name_prefix="ieum-turn")
    ringer = Bell()
    # A channel is made with the gateway and the gateway with what the channels can do: the
    # mapping is filled below, before anything runs.
    capabilities: dict[str, Capabilities] = {}
    deps = replace(
        deps_of(settings),
        capabilities=capabilities,
        staff_chat=_staff_chat(settings),
        desk_url=f"{settings.public_url or ''}/desk/cases",
    )
    gateway = Gateway(
        deps,
        pictures=PixelPictures(),
        threads=threads,
        together=_together(deps, turn_threads, embedded=embedded),
        ringer=ringer,
    )
    house = House(gateway=gateway, deps=deps, bell=ringer)
    runtimes = {} if only else _runtimes(settings, house)
    channels = _channels(runtimes, only)
    capabilities.update({name: c.capabilities for name, c in channels.items()})
    gateway.use(channels)
    return System(
        settings=settings,
        deps=deps,
        gateway=gateway,
        dispatcher=Dispatcher(
            deps,
            channels,
            threads=threads,
            ringer=ringer,
            only=only.ref if only else None,
            alone=embedded and not only,
        ),
        runtimes=runtimes,
        bell=ringer,
        threads=threads,
        turn_threads=turn_threads,
        leading=_leading(deps, gateway, runtimes),
        neighbours=Neighbours(deps.store, ringer),
    )


def _together(deps: Deps, threads: ThreadPoolExecutor, *, embedded: bool) -> Together:
    """On a server turns run side by side, over all processes: two groups that hold the same
    conversations in another order would wait for each other."""
    if embedded:
        return Together(deps, threads, groups=1, most=MOST_TOGETHER)
    return Together(deps, threads, groups=THREADS, most=1)


def _runtimes(settings: Settings, house: House) -> dict[str, Runtime]:
    made = {name: make(settings, house) for name, make in CHANNELS.items()}
    return {name: runtime for name, runtime in made.items() if runtime is not None}


def _leading(deps: Deps, gateway: Gateway, runtimes: Mapping[str, Runtime]) -> Leading:
    # The gateway first: it takes up what was said before what is polled.
    return Leading(deps.store, [gateway, *(r for r in runtimes.values() if isinstance(r, Duty))])


def _channels(
    runtimes: Mapping[str, Runtime], only: ConsoleChannel | None
) -> Mapping[str, Channel]:
    return {only.name: only} if only else {n: r.channel for n, r in runtimes.items()}


def _staff_chat(settings: Settings) -> ConversationRef | None:
    if settings.telegram_token is None or settings.telegram_staff_chat is None:
        return None
    return ConversationRef(channel="telegram", address=settings.telegram_staff_chat)
