"""The web chat as a channel: whatever is in the outbox is on the page; sending rings the bell."""

from __future__ import annotations

from bot.domain.events import ConversationRef, MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Push
from bot.ports import Gone
from bot.services import bell
from bot.services.bell import Bell
from bot.services.deps import Deps

NAME = "web"

#: Our own page: there is no platform limit, only what reads well.
CAPABILITIES = Capabilities(
    push=Push.ANYTIME, max_text=4000, max_bubbles=10, max_choices=12, max_label=20
)


class WebChannel:
    """Implements `bot.ports.Channel`. The page reads the thread from the store itself."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(self, ringer: Bell) -> None:
        self._bell = ringer
        self._deps: Deps | None = None

    def live_in(self, deps: Deps) -> None:
        self._deps = deps

    async def send(self, message: OutboundMessage) -> None:
        """Taken as soon as an open page may fetch it; a closed page finds it when it opens."""
        assert self._deps is not None
        self._bell.ring(bell.talk(self._deps.store.conversation_id(message.ref)))

    async def fetch(self, media: MediaRef) -> bytes:
        raise Gone  # pictures of the web chat come with the request itself


def ref(visitor: str) -> ConversationRef:
    return ConversationRef(channel=NAME, address=visitor)
