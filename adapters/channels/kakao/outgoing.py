"""Every request this channel makes of the outside, each with its own clock."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp
from pydantic_core import to_json
from yarl import URL

from adapters.channels.kakao import addresses
from adapters.channels.kakao.reading import Unreadable, child, decode
from adapters.channels.kakao.settings import Settings

_log = logging.getLogger(__name__)

PICTURE_SECONDS = 2.5
CALLBACK_SECONDS = 10.0
RING_SECONDS = 10.0
MAX_PICTURE = 10 * 1024 * 1024
_MAX_ANSWER = 64 * 1024
_MANY = 1000
#: What a call may fail with that is nobody's fault here.
_AWAY = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


class Outgoing:
    """Pictures in; late answers and rings out. Nothing here raises for what others do wrong."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._claimed: dict[str, None] = {}  # callback addresses, oldest first

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def picture(self, address: str) -> bytes | None:
        """The bytes of a picture that lies with Kakao; None when it cannot be had in time."""
        url = addresses.picture(address, self._settings.kakao_media_hosts)
        if url is None:
            return None
        try:
            async with asyncio.timeout(PICTURE_SECONDS), self._request("GET", url) as answer:
                if answer.status != 200:
                    return None
                return await _at_most(MAX_PICTURE, answer)
        except _AWAY as error:
            _log.info("kakao picture not fetched: %s", type(error).__name__)
            return None

    def claim_callback(self, address: str) -> bool:
        """Whether a late answer may be posted there. True once only, because an address works
        once; a request that comes again brings the same one."""
        if address in self._claimed or self._callback(address) is None:
            return False
        self._claimed[address] = None
        if len(self._claimed) > _MANY:
            del self._claimed[next(iter(self._claimed))]
        return True

    async def call_back(self, address: str, body: dict[str, Any]) -> bool:
        """Post a late answer, once: the address is used up whatever comes of it. Kakao says
        what came of it in `status`, not in the HTTP status
        (…/skill_guide/ai_chatbot_callback_guide, read 2026-11-21)."""
        url = self._callback(address)
        if url is None:
            return False
        return await self._succeeds("callback", url, body, CALLBACK_SECONDS)

    async def ring(self, bot_user_key: str) -> bool:
        """Have Kakao start the block of our event: a notice that says nothing of the case,
        since a lock screen shows it. 15원 a time
        (…/chatbot/main_notions/event-api; request as in kakao-chatbot 0.4.3, read 2026-11-21).
        """
        settings = self._settings
        key, bot, name = (
            settings.kakao_rest_api_key,
            settings.kakao_bot_id,
            settings.kakao_event_name,
        )
        if key is None or not bot or not name:
            return False
        url = URL(settings.kakao_api_base) / "v2/bots" / bot / "talk"
        body = {
            "event": {"name": name, "data": {}},
            "user": [{"type": "botUserKey", "id": bot_user_key}],
        }
        headers = {"Authorization": f"KakaoAK {key.get_secret_value()}"}
        return await self._succeeds("ring", url, body, RING_SECONDS, headers)

    def _callback(self, address: str) -> URL | None:
        return addresses.callback(address, self._settings.kakao_callback_hosts)

    async def _succeeds(
        self,
        what: str,
        url: URL,
        body: dict[str, Any],
        seconds: float,
        headers: dict[str, str] | None = None,
    ) -> bool:
        data = to_json(body)
        headers = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        try:
            async with (
                asyncio.timeout(seconds),
                self._request("POST", url, data=data, headers=headers) as answer,
            ):
                said = child(decode(await _at_most(_MAX_ANSWER, answer) or b""))
                good = answer.status == 200 and said.get("status") == "SUCCESS"
        except (*_AWAY, Unreadable) as error:
            _log.warning("kakao %s failed: %s", what, type(error).__name__)
            return False
        if not good:
            _log.warning("kakao %s refused: HTTP %s", what, answer.status)
        return good

    def _request(
        self,
        method: str,
        url: URL,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """Redirects are not followed: an allowed host must not lead to another one."""
        if self._session is None:
            # No cookies and no proxy from the environment: both carry more than we mean to.
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(cookie_jar=jar, trust_env=False)
        return self._session.request(method, url, data=data, headers=headers, allow_redirects=False)


async def _at_most(limit: int, answer: aiohttp.ClientResponse) -> bytes | None:
    """The whole body, or None as soon as it is too long."""
    got = bytearray()
    async for chunk in answer.content.iter_chunked(64 * 1024):
        got += chunk
        if len(got) > limit:
            return None
    return bytes(got)
