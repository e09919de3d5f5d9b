"""HTTP to the Bot API, and what its failures mean for a message.

Of python-telegram-bot only `Bot`, the types and `HTTPXRequest` are used: its Updater loses
messages when the process dies, stops for ever after one 404, and repeats an update it cannot
parse without end (all measured with 22.8 on 2026-11-21).
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any, Final

import httpx
from telegram import Bot
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.ports import Gone, Refused, SendError, TryLater, Unknown

#: Failures of httpx after which the request has surely not left.
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_SOON: Final = timedelta(seconds=1)
#: The token or the address of the API is wrong: only the operator can help.
_OPERATOR: Final = timedelta(seconds=60)


class ServerTrouble(NetworkError):
    """Telegram answered with a 5xx: very likely it did nothing."""

    def __init__(self, code: int) -> None:
        super().__init__(f"HTTP {code}")
        self.code = code


class TooMany(NetworkError):
    """Telegram asks to be left alone for a while: surely nothing was done.

    The library's own `RetryAfter` counts in seconds or in timedeltas as the environment has it,
    and warns in between.
    """

    def __init__(self, after: timedelta) -> None:
        super().__init__("HTTP 429")
        self.after = after


class Wire(HTTPXRequest):
    """`HTTPXRequest` that tells a server's refusal from a lost answer, and logs no payload."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._using = 0
        self._retired = False

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        await self.initialize()
        self._using += 1
        try:
            code, payload = await super().do_request(*args, **kwargs)
        finally:
            self._using -= 1
            await self._close_if_retired()
        if code == 429:
            raise TooMany(_retry_after(payload))
        if code >= 500:
            raise ServerTrouble(code)
        return code, payload

    async def retire(self) -> None:
        """The ways in are closed. What is being sent, and what turns under way still send, goes
        out; connections are kept no longer than that."""
        self._retired = True
        await self._close_if_retired()

    async def _close_if_retired(self) -> None:
        if self._retired and not self._using:
            await self.shutdown()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The library's own version writes an unreadable payload to the log."""
        try:
            data = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("unreadable answer") from None
        if not isinstance(data, dict) or (data.get("ok") and "result" not in data):
            raise TelegramError("unreadable answer")
        return data


def quiet() -> None:
    """httpx logs every address at INFO, and the address holds the token; the library logs what
    residents write at DEBUG."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


def make_wire(*, connections: int) -> Wire:
    """Seconds: the pool's default of one would fail in any rush, five are short for an answer
    over a phone network's proxy; every answer not waited for is a message in doubt."""
    return Wire(
        connection_pool_size=connections,
        connect_timeout=10,
        write_timeout=10,
        read_timeout=20,
        pool_timeout=10,
    )


def make_bot(token: str, api_base: str, wire: Wire) -> Bot:
    """The bot needs no `initialize`: that would ask Telegram who we are, and nothing here uses
    it, so the service starts while Telegram is away."""
    return Bot(
        token,
        base_url=f"{api_base}/bot",
        base_file_url=f"{api_base}/file/bot",
        request=wire,
        get_updates_request=wire,
    )


def _retry_after(payload: bytes) -> timedelta:
    """`parameters.retry_after` in seconds (https://core.telegram.org/bots/api#responseparameters,
    read 2026-11-21); a proxy's 429 has none."""
    try:
        parameters = Wire.parse_json_payload(payload).get("parameters")
    except TelegramError:
        return _SOON
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else _SOON


def translate(error: TelegramError) -> SendError:
    """What a failed `sendMessage` means. `BadRequest` and `TimedOut` are `NetworkError`s too,
    so the order matters. Reasons are ours: Telegram's may quote the message."""
    if isinstance(error, TooMany):
        return TryLater(error.after)
    if isinstance(error, Forbidden):
        return Gone("blocked")
    if isinstance(error, BadRequest):
        absent = "chat not found" in error.message.lower()
        return Gone("no such chat") if absent else Refused("refused")
    if isinstance(error, InvalidToken | Conflict | ServerTrouble):
        return TryLater(_SOON if isinstance(error, ServerTrouble) else _OPERATOR)
    if isinstance(error, NetworkError):
        return _network(error.__cause__)
    return Unknown("unreadable answer")


def _network(cause: BaseException | None) -> SendError:
    if isinstance(cause, _NOT_SENT):
        return TryLater(_SOON)
    if cause is None or isinstance(cause, TelegramError):
        return TryLater(_OPERATOR)  # a status without a meaning, from something on the way
    return Unknown(type(cause).__name__)
