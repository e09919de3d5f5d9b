"""Sending to Telegram and fetching pictures from it."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from adapters.channels.telegram.pacing import CRISIS, GROUP, PRIVATE, Pacer, Rate
from adapters.channels.telegram.parse import CHANNEL, MAX_FILE
from adapters.channels.telegram.render import CAPABILITIES, Call, render
from adapters.channels.telegram.wire import TooMany, translate
from adapters.channels.telegram.words import Words
from bot.domain.events import MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Tone
from bot.ports import Gone, SendError, TryLater, Unknown

_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_UNPARSED: Final = "can't parse entities"
_MANY: Final = 1000
_FETCH_PAUSES: Final = (0.5, 2.0)
#: What the library raises when an answer has the right envelope and the wrong content.
_ODD: Final = (AttributeError, KeyError, TypeError, ValueError)

_log = logging.getLogger(__name__)


class TelegramChannel:
    """`bot.ports.Channel` for Telegram."""

    def __init__(self, bot: Bot, words: Words, staff_chat: str | None, pacer: Pacer) -> None:
        self._bot = bot
        self._words = words
        self._staff_chat = staff_chat
        self._pacer = pacer
        self._parts: dict[int, int] = {}  # message id → parts that arrived before it failed
        self._moved: dict[str, str] = {}  # groups that became supergroups since we started

    @property
    def name(self) -> str:
        return CHANNEL

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def send(self, message: OutboundMessage) -> None:
        """Send every part that has not arrived yet, in order.

        Of a long reply that failed half-way, the parts that arrived are remembered in memory;
        after a restart they are sent again.
        """
        chat, group = message.ref.address, self._is_group(message.ref.address)
        done = self._parts.pop(message.id, 0)
        try:
            for call in render(message, self._words, group=group, skip=done):
                await self._pacer.turn(chat, _rate(message, group=group))
                await self._part(chat, call)
                done += 1
        except (TryLater, Unknown):
            self._remember(message.id, done)
            raise

    async def fetch(self, media: MediaRef) -> bytes:
        """The bytes of a picture, at most 20 MB. Raises `TryLater` or `Gone`, but not at the
        first stumble: a picture may be the evidence, and asking again is harmless."""
        for pause in _FETCH_PAUSES:
            try:
                return await self._fetched(media)
            except TryLater:
                await asyncio.sleep(pause)
        return await self._fetched(media)

    async def _fetched(self, media: MediaRef) -> bytes:
        """The address of the file holds the token and never leaves this method."""
        try:
            file = await self._bot.get_file(media.handle)
            if not file.file_path or (file.file_size or 0) > MAX_FILE:
                raise Gone("no such file")
            data = await file.download_as_bytearray()
        except TelegramError as error:
            trouble = translate(error)
            raise (TryLater() if isinstance(trouble, Unknown) else trouble) from None
        except _ODD:
            raise TryLater() from None
        if len(data) > MAX_FILE:
            raise Gone("too large")
        return bytes(data)

    def _is_group(self, address: str) -> bool:
        return address == self._staff_chat or address.startswith(("-", "@"))

    def _remember(self, message_id: int, done: int) -> None:
        if done:
            self._parts[message_id] = done
        while len(self._parts) > _MANY:
            del self._parts[next(iter(self._parts))]

    async def _part(self, chat: str, call: Call) -> None:
        try:
            await self._post(chat, call)
        except TelegramError as error:
            if isinstance(error, TooMany):
                self._pacer.hold(chat, error.after.total_seconds())
            trouble = translate(error)
            _log.info("sendMessage failed: %s", _outcome(trouble))
            raise trouble from None
        except _ODD:
            raise Unknown("unreadable answer") from None

    async def _post(self, chat: str, call: Call) -> None:
        try:
            await self._send(self._moved.get(chat, chat), call, ParseMode.HTML)
        except BadRequest as error:
            if _UNPARSED not in error.message.lower():
                raise
            _log.error("Telegram could not read our markup; sent as plain text")
            await self._send(self._moved.get(chat, chat), call, None)
        except ChatMigrated as error:
            self._moved[chat] = str(error.new_chat_id)
            await self._send(self._moved[chat], call, ParseMode.HTML)

    async def _send(self, chat: str, call: Call, mode: ParseMode | None) -> None:
        await self._bot.send_message(
            chat,
            call.html if mode else call.plain,
            parse_mode=mode,
            reply_markup=call.keyboard,
            protect_content=call.protect,
            link_preview_options=_NO_PREVIEW,
        )


def _outcome(trouble: SendError) -> str:
    return f"{type(trouble).__name__} ({trouble})"


def _rate(message: OutboundMessage, *, group: bool) -> Rate:
    if group:
        return GROUP
    return CRISIS if message.reply.tone is Tone.CRISIS else PRIVATE
