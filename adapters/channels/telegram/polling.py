"""Long polling: the way in that needs no public address.

Raw updates are kept before the next request confirms them. After a restart the first request
carries no offset: Telegram gives everything unconfirmed, and what was kept is passed over.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from telegram.error import NetworkError, TelegramError

from adapters.channels.telegram.intake import Taker
from adapters.channels.telegram.raw import ALLOWED_UPDATES, update_number
from adapters.channels.telegram.steady import Backoff, Steady
from adapters.channels.telegram.wire import ServerTrouble, TooMany, Wire
from bot.ports import StoreAway

_HOLD: Final = 25  # seconds Telegram may wait for something to happen
_SLACK: Final = 10  # and how much longer we wait for its answer

#: In `last_error`, where no HTTP status can stand.
NO_ANSWER: Final = -1
STORE_AWAY: Final = -2

_log = logging.getLogger(__name__)


class PollTrouble(Exception):
    """A poll that gave nothing. 401, 404 and 409 are no reason to stop either: tokens are
    replaced, proxies stumble, another poller goes away."""

    def __init__(self, code: int, *, after: float = 0.0, webhook: bool = False) -> None:
        super().__init__(str(code))
        self.code = code
        self.after = after
        self.webhook = webhook


class Poller:
    def __init__(
        self, wire: Wire, url: str, taker: Taker, drop_webhook: Callable[[], Awaitable[None]]
    ) -> None:
        """`url` is that of getUpdates; it holds the token."""
        self._wire = wire
        self._url = url
        self._taker = taker
        self._drop_webhook = drop_webhook
        self._steady = Steady("telegram polling", self._work)
        self._poll: asyncio.Task[list[object]] | None = None
        self._good_at = time.monotonic()
        self._error = 0

    def start(self) -> None:
        self._good_at = time.monotonic()
        self._steady.start()

    async def stop(self) -> None:
        """Break off the open request; a batch that came in is still kept."""
        self._steady.stopping.set()
        if self._poll:
            self._poll.cancel()
        await self._steady.stop()

    def health(self) -> dict[str, float]:
        return {
            "poll_age_seconds": time.monotonic() - self._good_at,
            "last_error": self._error,
            "crashes": self._steady.crashes,
        }

    async def _work(self) -> None:
        offset: int | None = None
        backoff = Backoff()
        while not self._steady.stopping.is_set():
            try:
                offset = await self._round(offset)
            except PollTrouble as trouble:
                self._failed(trouble.code)
                if trouble.webhook:
                    await self._drop_webhook()
                await self._steady.rest(backoff.bad(trouble.after))
            except StoreAway:
                self._failed(STORE_AWAY)
                await self._steady.rest(backoff.bad())
            else:
                backoff.good()
                self._error = 0

    async def _round(self, offset: int | None) -> int | None:
        """One poll, kept. Returns what confirms it, for the next poll only: after a week of
        silence Telegram begins anew with any number, perhaps a lower one."""
        self._poll = asyncio.create_task(self._updates(offset))
        raws = await self._poll
        self._good_at = time.monotonic()
        await self._taker.take(raws)
        numbers = [number for raw in raws if (number := update_number(raw)) is not None]
        if raws and not numbers:
            raise PollTrouble(200)  # nothing to confirm it by: do not ask again at once
        return max(numbers) + 1 if numbers else None

    async def _updates(self, offset: int | None) -> list[object]:
        query: dict[str, Any] = {"timeout": _HOLD, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if offset is not None:
            query["offset"] = offset
        try:
            code, payload = await self._wire.do_request(
                f"{self._url}?{urlencode(query)}", "GET", read_timeout=_HOLD + _SLACK
            )
        except ServerTrouble as trouble:
            raise PollTrouble(trouble.code) from None
        except TooMany as trouble:
            raise PollTrouble(429, after=trouble.after.total_seconds()) from None
        except NetworkError:
            raise PollTrouble(NO_ANSWER) from None
        return _result(code, payload)

    def _failed(self, code: int) -> None:
        if code != self._error:
            _log.warning("getUpdates failed (%s); trying on", code)
        self._error = code


def _result(code: int, payload: bytes) -> list[object]:
    try:
        data = Wire.parse_json_payload(payload)
    except TelegramError:
        raise PollTrouble(code) from None
    result = data.get("result")
    if code == 200 and data.get("ok") and isinstance(result, Sequence):
        return list(result)
    conflict = code == 409 and "webhook" in str(data.get("description")).lower()
    raise PollTrouble(code, webhook=conflict)
