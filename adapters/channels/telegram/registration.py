"""What Telegram must be told once: where the webhook is, and the menu of commands."""

from __future__ import annotations

import logging
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from telegram import Bot, BotCommand
from telegram.error import BadRequest, TelegramError

from adapters.channels.telegram.intake import PATH
from adapters.channels.telegram.raw import ALLOWED_UPDATES
from adapters.channels.telegram.steady import Backoff, Steady
from adapters.channels.telegram.words import Words

_CHECK: Final = 60.0  # seconds between looks at the webhook

_log = logging.getLogger(__name__)


class Registration:
    """Tells Telegram in the background, as often as it takes: the service never waits for it.

    In webhook mode it looks every minute whether the webhook is still ours, because a second
    program with the same token that polls would take it away.
    """

    def __init__(self, bot: Bot, words: Words, webhook_url: str | None, secret: str) -> None:
        self._bot = bot
        self._words = words
        self._url = full_url(webhook_url) if webhook_url else None
        self._secret = secret
        self._set = False
        self._named = False
        self._pending = 0
        self._steady = Steady("telegram registration", self._work)

    def start(self) -> None:
        self._steady.start()

    async def stop(self) -> None:
        await self._steady.stop()

    def health(self) -> dict[str, float]:
        if not self._url:
            return {}
        return {"webhook_set": float(self._set), "pending_updates": float(self._pending)}

    async def _work(self) -> None:
        backoff = Backoff()
        while not self._steady.stopping.is_set():
            try:
                await self._webhook()
                await self._commands()
            except TelegramError as error:
                _log.info("registration failed: %s", type(error).__name__)
                await self._steady.rest(backoff.bad())
                continue
            backoff.good()
            if not self._url:
                return
            await self._steady.rest(_CHECK)

    async def _webhook(self) -> None:
        if not self._url:
            return
        if self._set:
            info = await self._bot.get_webhook_info()
            self._pending = info.pending_update_count
            self._set = info.url == self._url
        if not self._set:
            await self._bot.set_webhook(
                self._url, secret_token=self._secret, allowed_updates=ALLOWED_UPDATES
            )
            self._set = True

    async def _commands(self) -> None:
        if self._named:
            return
        try:
            await self._bot.set_my_commands(
                [BotCommand(c.name, c.about) for c in self._words.commands]
            )
        except BadRequest:
            _log.error("Telegram refused the command menu")
        self._named = True


def full_url(url: str) -> str:
    """The address to register: a bare host gets our path, any other path is the operator's."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=PATH)) if parts.path in {"", "/"} else url
