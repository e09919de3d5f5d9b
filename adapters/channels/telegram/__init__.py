"""Telegram: messages come by long polling or by webhook and go out through the Bot API.

Add nothing here that other channels need: they do not know each other.
"""

from adapters.channels.telegram.runtime import create
from adapters.channels.telegram.settings import Settings

__all__ = ["Settings", "create"]
