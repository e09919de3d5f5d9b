"""The terminal as a channel: `ieum chat` talks to the same engine and database as everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from uuid import uuid4

from adapters.channels.fit import fit
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Push
from bot.ports import Gone
from bot.services.intake import Intake

NAME = "console"

#: A terminal scrolls, and has no buttons: every choice is a numbered line.
CAPABILITIES = Capabilities(
    push=Push.ANYTIME,
    max_text=100_000,
    max_bubbles=1_000,
    max_choices=0,
    max_label=1,
    photos=False,
)


class ConsoleChannel:
    """`bot.ports.Channel` for one person at a terminal, found at `address` ('console:<user>')."""

    def __init__(self, address: str) -> None:
        self.ref = ConversationRef(channel=NAME, address=address)
        self._write: Callable[[str], None] | None = None

    @property
    def name(self) -> str:
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def run(
        self, intake: Intake, lines: AsyncIterator[str], write: Callable[[str], None]
    ) -> None:
        """Open the conversation, then take each line as one utterance until there are no more.

        A number or a label goes in as it was typed; the dialog knows what was offered. Raises
        `bot.ports.StoreAway` when something could not be kept.
        """
        self._write = write  # stays: what was said last may come after the last line
        await self._take(intake, EventKind.START, "")
        async for line in lines:
            if text := line.strip():
                await self._take(intake, EventKind.TEXT, text)

    async def send(self, message: OutboundMessage) -> None:
        """Print a reply. Raises `Gone` when it is for another terminal, or none was opened."""
        if message.ref != self.ref or self._write is None:
            raise Gone(NAME)
        for bubble in fit([message.reply], CAPABILITIES, len):
            self._write(bubble.text)

    async def fetch(self, media: MediaRef) -> bytes:
        raise Gone(media.handle)

    async def _take(self, intake: Intake, kind: EventKind, text: str) -> None:
        event = InboundEvent(
            event_id=uuid4().hex,
            ref=self.ref,
            at=datetime.now(UTC),
            kind=kind,
            text=text,
        )
        answered = await intake.receive(event)
        for message in answered.messages:
            await self.send(message)
        await intake.settled(answered.messages)
