"""Every channel of the product: a folder, and one line here."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from adapters.channels import kakao, webchat
from adapters.channels.runtime import House, Runtime


def _telegram(settings: Any, house: House) -> Runtime | None:
    if settings.telegram_token is None:
        return None
    # Its library takes a third of a second to import, and an office without it should not wait.
    made: Runtime | None = import_module("adapters.channels.telegram").create(
        settings, house.gateway
    )
    return made


#: name → makes the channel from the settings, or None where it is not set up.
CHANNELS: Mapping[str, Callable[[Any, House], Runtime | None]] = {
    "web": webchat.create,
    "kakao": lambda settings, house: kakao.create(settings, house.gateway),
    "telegram": _telegram,
}

__all__ = ["CHANNELS", "House", "Runtime"]
