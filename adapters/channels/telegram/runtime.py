"""Puts the channel together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from adapters.channels.telegram.acknowledge import Acknowledger
from adapters.channels.telegram.channel import TelegramChannel
from adapters.channels.telegram.intake import PATH, Taker, Webhook, webhook_secret
from adapters.channels.telegram.pacing import Pacer
from adapters.channels.telegram.polling import Poller
from adapters.channels.telegram.registration import Registration
from adapters.channels.telegram.settings import Settings
from adapters.channels.telegram.wire import Wire, make_bot, make_wire, quiet
from adapters.channels.telegram.words import load_words
from bot.services.intake import Intake

if TYPE_CHECKING:
    from adapters.channels.runtime import Runtime

_CONNECTIONS = 64


def create(settings: Settings, intake: Intake) -> Runtime | None:
    """The channel, or None without a token. To be called inside the running event loop."""
    if settings.telegram_token is None:
        return None
    return TelegramRuntime(settings, settings.telegram_token.get_secret_value(), intake)


class TelegramRuntime:
    """`adapters.channels.runtime.Runtime` for Telegram, and a `bot.services.leading.Duty`.

    `health`: `parked` updates nobody could read; `last_error`, the HTTP status of the last poll
    (0 good, -1 no answer, -2 nothing could be stored); `poll_age_seconds` since the last good
    poll; or `webhook_set` (1 or 0) and `pending_updates` as Telegram counts them.
    """

    def __init__(self, settings: Settings, token: str, intake: Intake) -> None:
        quiet()
        words = load_words()
        base = settings.telegram_api_base.rstrip("/")
        secret = webhook_secret(token)
        self._wire: Wire = make_wire(connections=_CONNECTIONS)
        self._bot: Bot = make_bot(token, base, self._wire)
        self._channel = TelegramChannel(self._bot, words, settings.telegram_staff_chat, Pacer())
        self._acknowledger = Acknowledger(self._bot)
        self._taker = Taker(intake, words, self._acknowledger.soon)
        self._webhook = Webhook(self._taker, secret)
        self._registration = Registration(self._bot, words, settings.telegram_webhook_url, secret)
        self._polls = not settings.telegram_webhook_url
        self._updates = f"{base}/bot{token}/getUpdates"
        self._poller: Poller | None = None

    @property
    def channel(self) -> TelegramChannel:
        return self._channel

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Also while polling: what Telegram still delivers after a change of settings is kept."""
        return [web.post(PATH, self._webhook.handle)]

    async def start(self) -> None:
        self._registration.start()

    async def lead(self) -> None:
        """Poll: Telegram gives its updates to one asker only."""
        if self._polls and self._poller is None:
            self._poller = Poller(self._wire, self._updates, self._taker, self._drop_webhook)
            self._poller.start()

    async def follow(self) -> None:
        poller, self._poller = self._poller, None
        if poller:
            await poller.stop()

    async def stop(self) -> None:
        """Close the ways in. The channel can still send and fetch what is under way."""
        await self.follow()
        await self._registration.stop()
        await self._acknowledger.stop()
        await self._wire.retire()

    def health(self) -> Mapping[str, float]:
        polling = self._poller.health() if self._poller else {}
        return {"parked": self._taker.parked, **polling, **self._registration.health()}

    async def _drop_webhook(self) -> None:
        """A webhook of an earlier setting stands in the way. What waits for it is not dropped."""
        try:
            await self._bot.delete_webhook()
        except TelegramError:
            return  # the next poll meets the webhook again
