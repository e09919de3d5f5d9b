"""Every channel of the product: a folder, and one line here."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.channels import kakao, telegram, webchat
from adapters.channels.runtime import House, Runtime

#: name → makes the channel from the settings, or None where it is not set up.
CHANNELS: Mapping[str, Callable[[Any, House], Runtime | None]] = {
    "web": webchat.create,
    "kakao": lambda settings, house: kakao.create(settings, house.gateway),
    "telegram": lambda settings, house: telegram.create(settings, house.gateway),
}

__all__ = ["CHANNELS", "House", "Runtime"]
