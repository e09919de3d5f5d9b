"""What a channel may ask of the core; `bot.services.gateway.Gateway` implements it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.events import InboundEvent
from bot.domain.messages import OutboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The committed outcome of one turn.

    `messages` is what an `IN_REPLY` channel must show now, held staff replies first; it is empty
    for channels that can speak at any time, because the dispatcher delivers there. `repeated`
    says the event had been processed before: the messages are the earlier answer again.
    """

    messages: tuple[OutboundMessage, ...] = ()
    repeated: bool = False


class Intake(Protocol):
    """Every verb raises `bot.ports.StoreAway` when nothing could be kept."""

    def receive(self, event: InboundEvent, photo: bytes | None = None) -> asyncio.Future[Answered]:
        """Take one turn now, in this person's order; done when it is committed. It is taken
        whether or not anybody goes on waiting for it."""
        ...

    async def keep(self, events: Sequence[InboundEvent]) -> None:
        """Make events durable in one commit, then work them off in the background, each
        person's in order. Events seen before are passed over. Returns after the commit: only
        then may the platform be told that they arrived."""
        ...

    async def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        """Put an event nobody could read aside, sealed, so that it blocks nothing."""
        ...

    async def settled(self, messages: Sequence[OutboundMessage]) -> None:
        """The platform took an answer: mark these as sent (soon, in one batch with others)."""
        ...
