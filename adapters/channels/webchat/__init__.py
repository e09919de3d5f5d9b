"""The web chat: the channel that works with no account anywhere."""

from adapters.channels.webchat.runtime import create

__all__ = ["create"]
