"""What this channel reads of the settings."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr


class Settings(Protocol):
    """The part of the service's settings that concerns Telegram.

    `telegram_api_base` is the root before `/bot<token>/METHOD` and `/file/bot<token>/PATH`.
    Without `telegram_webhook_url` the channel polls. `telegram_staff_chat` is a group that is
    only written to.
    """

    @property
    def telegram_token(self) -> SecretStr | None: ...
    @property
    def telegram_api_base(self) -> str: ...
    @property
    def telegram_webhook_url(self) -> str | None: ...
    @property
    def telegram_staff_chat(self) -> str | None: ...
