"""The way in: Kakao's POST to our skill.

Kakao signs nothing. It sends a secret header we set on the skill ("헤더값 입력"), and the bot's
id, and both are checked. Every body from Kakao itself gets 200 and something to show, however
odd it is, because for anything else the person sees an error of Kakao's.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from pydantic_core import to_json

from adapters.channels.kakao.answering import Answering, Outcome
from adapters.channels.kakao.bookmark import EVENT_ID
from adapters.channels.kakao.parse import Call, bot_id, fingerprint, is_validation, to_call
from adapters.channels.kakao.reading import Unreadable, Why, decode
from adapters.channels.kakao.render import plain
from adapters.channels.kakao.words import Words

PATH = "/channels/kakao/skill"
SECRET_HEADER = "X-Ieum-Skill-Secret"  # noqa: S105  the name of the header
MAX_BODY = 1024 * 1024
READ_SECONDS = 4.0
_MAX_GIVEN = 100


class Skill:
    """Handles one request: who, what, and the answer."""

    def __init__(self, answering: Answering, words: Words, secret: str, bot: str) -> None:
        self._answering = answering
        self._words = words
        self._secret = secret.encode()
        self._bot = bot.rstrip("!")

    async def handle(self, request: web.Request) -> web.StreamResponse:
        began = asyncio.get_running_loop().time()
        if not self._is_kakao(request):
            return _problem(401, "The skill secret is missing or wrong.")
        try:
            raw = await _in_time(request)
        except TimeoutError:
            return _problem(408, "The body did not arrive in time.")
        except (web.RequestPayloadError, HttpProcessingError, ConnectionError):
            return await _hang_up(request, _problem(400, "The body is not what its headers say."))
        if raw is None:
            return _problem(413, f"The body is larger than {MAX_BODY} bytes.")
        return await self._answer(request, raw, began)

    async def _answer(self, request: web.Request, raw: bytes, began: float) -> web.StreamResponse:
        try:
            payload = decode(raw)
            if self._bot and bot_id(payload) not in {self._bot, ""}:
                return _problem(403, "This is the skill of another bot.")
            if is_validation(payload):
                # We ask nothing of a block's parameters: whatever was said will do.
                return _json({"status": "SUCCESS"})
            call = to_call(payload, _event_id(request, payload), datetime.now(UTC))
        except Unreadable as unreadable:
            group = unreadable.why is Why.GROUP
            return _json(plain(self._words.group if group else self._words.unreadable))
        outcome = await self._answering.answer(call, began)
        return await self._write(request, call, outcome)

    async def _write(
        self, request: web.Request, call: Call, outcome: Outcome
    ) -> web.StreamResponse:
        """Only what was written to its end counts as shown; Kakao gives no other sign."""
        response = _json(outcome.body)
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            self._answering.missed(call)
            return response
        await self._answering.settle(outcome)
        return response

    def _is_kakao(self, request: web.Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)


def _event_id(request: web.Request, payload: object) -> str:
    """Kakao's id of the request, the same on a repeat; our own where none came.

    Who did what is part of it: something on the way may write an id of its own into every
    request, and nobody's words may be taken for a repeat of somebody else's.
    """
    given = request.headers.get("X-Request-Id", "")
    if not EVENT_ID.fullmatch(given):
        return f"own-{secrets.token_hex(16)}"
    return f"{given[:_MAX_GIVEN]}.{fingerprint(payload)}"


async def _hang_up(request: web.Request, response: web.Response) -> web.Response:
    """Answer and close: reading on in a broken body would only fail once more."""
    response.force_close()
    with suppress(ConnectionError):
        await response.prepare(request)
        await response.write_eof()
    request.protocol.force_close()
    return response


async def _in_time(request: web.Request) -> bytes | None:
    """The body, or None when it is too long."""
    if request.content.is_eof():  # it is here already, as it nearly always is: no clock
        raw = request.content.read_nowait()
        return raw if len(raw) <= MAX_BODY else None
    async with asyncio.timeout(READ_SECONDS):
        return await _arriving(request)


async def _arriving(request: web.Request) -> bytes | None:
    """Nothing more is read once it is too long."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    got = bytearray()
    async for chunk in request.content.iter_any():
        got += chunk
        if len(got) > MAX_BODY:
            return None
    return bytes(got)


def _json(body: dict[str, Any]) -> web.Response:
    return web.Response(
        body=to_json(body),
        headers={"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"},
    )


def _problem(status: int, detail: str) -> web.Response:
    """RFC 9457. Whoever reads it is a program or an administrator, never a resident."""
    title = web.Response(status=status).reason
    response = web.Response(
        status=status,
        body=to_json({"title": title, "status": status, "detail": detail}),
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store"},
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = SECRET_HEADER
    if status in {408, 413}:
        response.force_close()
    return response
