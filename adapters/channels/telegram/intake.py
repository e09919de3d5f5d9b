"""Raw updates → kept events; and the webhook, one of the two ways they come in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from adapters.channels.telegram.parse import CHANNEL, Unreadable, parse
from adapters.channels.telegram.raw import as_text, query_id, update_number
from adapters.channels.telegram.words import Words
from bot.ports import StoreAway
from bot.services.intake import Intake

PATH: Final = "/channels/telegram/webhook"
_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY: Final = 1024 * 1024
_SLOW: Final = 15.0
#: Telegram honours it (tdlib/telegram-bot-api `WebhookActor.cpp`, read 2026-11-21).
_RETRY_SECONDS: Final = 5

_log = logging.getLogger(__name__)


class Taker:
    """Makes updates durable. When `take` returns, Telegram may be told that they arrived."""

    def __init__(self, intake: Intake, words: Words, acknowledge: Callable[[str], None]) -> None:
        self.parked = 0
        self._intake = intake
        self._words = words
        self._acknowledge = acknowledge

    async def take(self, raws: Sequence[object]) -> None:
        """Keep what can be read, in the order of its numbers, and put aside what cannot.

        Raises `StoreAway`; then nothing may be confirmed, and all of it may come again.
        Keeping goes first because it passes over what it has; parking would park twice.
        """
        now = datetime.now(UTC)
        events, strange = [], []
        for raw in sorted(raws, key=lambda raw: update_number(raw) or 0):
            pressed = query_id(raw)
            if pressed:
                self._acknowledge(pressed)
            try:
                event = parse(raw, now, self._words)
            except Unreadable as unreadable:
                strange.append((raw, unreadable))
            else:
                events.extend([event] if event else [])
        if events:
            await self._intake.keep(events)
        for raw, trouble in strange:
            await self._intake.park(CHANNEL, trouble.event_id, as_text(raw), trouble.reason)
            self.parked += 1
            _log.error("update %s put aside: %s", trouble.event_id, trouble.reason)


def webhook_secret(token: str) -> str:
    """Derived from the token, so that it needs no setting of its own. 64 of the allowed
    `A-Za-z0-9_-` (https://core.telegram.org/bots/api#setwebhook, read 2026-11-21)."""
    return hmac.new(token.encode(), b"ieum telegram webhook", hashlib.sha256).hexdigest()


class Webhook:
    """Takes one update a request; answers 200 only when it is kept or put aside."""

    def __init__(self, taker: Taker, secret: str) -> None:
        self._taker = taker
        self._secret = secret.encode()

    async def handle(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=401)
        try:
            body = await asyncio.wait_for(_body(request), _SLOW)
        except TimeoutError:
            return web.Response(status=408)
        except (web.RequestPayloadError, HttpProcessingError, ConnectionError):
            return web.Response(status=400)
        if body is None:
            return web.Response(status=413)
        try:
            await self._taker.take([_decoded(body)])
        except StoreAway:
            return web.Response(status=503, headers={"Retry-After": str(_RETRY_SECONDS)})
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """The body, or None when it is too large. The server's own limit may be meant for photos."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > _MAX_BODY:
            return None
    return bytes(body)


def _decoded(body: bytes) -> object:
    """The update; text that is no JSON stays text and will be put aside."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
