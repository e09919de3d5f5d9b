"""What the server needs from a channel while it runs, and what a channel is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp.web import AbstractRouteDef

from bot.ports import Channel
from bot.services.bell import Bell
from bot.services.deps import Deps
from bot.services.gateway import Gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The system a channel lives in. Most channels need only the gateway's three verbs."""

    gateway: Gateway
    deps: Deps
    bell: Bell


class Runtime(Protocol):
    """A channel with its way in: HTTP routes, or a task of its own, or both.

    `start` must return without waiting for the platform (the web server comes up even when the
    platform is away); `stop` finishes what is under way within a few seconds. `health` gives
    numbers for `/readyz` and `/metrics`, such as the age in seconds of the last good poll.
    What only one process may do is a `bot.services.leading.Duty` of the same object, and not
    begun by `start`.
    """

    @property
    def channel(self) -> Channel: ...
    def routes(self) -> Iterable[AbstractRouteDef]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def health(self) -> Mapping[str, float]: ...
