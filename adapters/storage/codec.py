"""Domain values ↔ JSON bytes, ready to be sealed.

Only what differs from the default is written, and unknown names are passed over in reading, so
that a value may gain or lose a field without a migration.
"""

from __future__ import annotations

import json
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, InboundEvent

T = TypeVar("T")


class Codec(Generic[T]):
    """Writes and reads one kind of value."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter = TypeAdapter(kind)
        self._to_json = self._adapter.serializer.to_json
        self._of_json = self._adapter.validator.validate_json

    def dump(self, value: T) -> bytes:
        try:
            return self._to_json(value, exclude_defaults=True)
        except PydanticSerializationError:
            # JSON from a platform may carry half of a surrogate pair, which UTF-8 cannot hold.
            plain = self._adapter.dump_python(value, exclude_defaults=True)
            return whole(json.dumps(plain, ensure_ascii=False, default=str))

    def load(self, data: bytes) -> T:
        value: T = self._of_json(data)
        return value


def whole(text: str) -> bytes:
    """UTF-8, with a question mark for what it cannot hold."""
    return text.encode(errors="replace")


EVENT = Codec(InboundEvent)
CONVERSATION = Codec(Conversation)
REF = Codec(ConversationRef)
