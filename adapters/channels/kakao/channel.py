"""The port: how the office reaches somebody on KakaoTalk, namely when they write next."""

from __future__ import annotations

from adapters.channels.kakao.outgoing import Outgoing
from adapters.channels.kakao.parse import NAME
from adapters.channels.kakao.render import CAPABILITIES
from bot.domain.events import MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Tone
from bot.ports import Gone, HoldForReply

#: What is worth a notice on somebody's phone. An answer of the bot is read where it was asked.
_WORTH_RINGING = (Tone.STAFF, Tone.NOTICE)


class KakaoChannel:
    """`bot.ports.Channel` for KakaoTalk. A skill server cannot speak first."""

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing

    @property
    def name(self) -> str:
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, message: OutboundMessage) -> None:
        """Ring if the Event API is set up; the words themselves always wait for the person.

        A ring that fails changes nothing, so it is not tried again.
        """
        if message.reply.tone in _WORTH_RINGING:
            await self._outgoing.ring(message.ref.address)
        raise HoldForReply

    async def fetch(self, media: MediaRef) -> bytes:
        """Pictures are taken with the event that brought them; afterwards there is none."""
        raise Gone(media.handle)
