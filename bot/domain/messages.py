"""What the bot or the staff say, before any channel gives it a shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from types import MappingProxyType

from bot.domain.events import ConversationRef

NO_PARAMS: Mapping[str, str] = MappingProxyType({})
#: Keys of the replies that tell a receipt.
RECEIPTS = "form.done."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An offered answer. The id is stable ASCII (it travels through platforms), the label is
    what people read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number one can press to call, what it is for, and when somebody answers."""

    number: str
    label: str
    hours: str = ""


class Tone(StrEnum):
    PLAIN = "plain"  #: an ordinary answer
    CRISIS = "crisis"  #: a card that must be seen first and stay in sight
    NOTICE = "notice"  #: the office tells something without being asked
    STAFF = "staff"  #: a person of the office wrote this


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What the dialog wants said: a key of the wording catalogue and its blanks.

    Blanks that only the use case knows (the number of a case just opened) are filled when the
    `Say` is rendered to a `Reply`, so that the dialog stays free of any input or output.
    """

    key: str
    params: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    phones: tuple[Phone, ...] = ()
    source: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One bubble, in final words. `source` is the small line under an answer that says where
    it comes from and when that was checked. `answer_no` makes a repeat recognisable."""

    text: str = field(repr=False)
    key: str = ""
    choices: tuple[Choice, ...] = ()
    phones: tuple[Phone, ...] = ()
    source: str = ""
    tone: Tone = Tone.PLAIN
    answer_no: str = ""

    @property
    def told_once(self) -> bool:
        """Whether it must not be missed and cannot be asked for again: a card of help, and the
        receipt, of whose word nothing is kept but a hash."""
        return self.tone is Tone.CRISIS or self.key.startswith(RECEIPTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """A reply with an address. `id` is the outbox row; `doubtful` says that an earlier try may
    have arrived, so the channel shows the answer number again in plain sight."""

    id: int
    ref: ConversationRef
    reply: Reply
    reply_token: str | None = field(default=None, repr=False)
    doubtful: bool = False


class Push(Enum):
    ANYTIME = "anytime"  #: the channel can speak first
    IN_REPLY = (
        "in_reply"  #: the channel can only answer; what comes later waits for the next message
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a channel can show. Each channel states its own; nothing else lists them."""

    push: Push
    max_text: int  #: letters in one bubble, as the platform counts
    max_bubbles: int  #: bubbles in one answer
    max_choices: int
    max_label: int  #: letters on a button
    photos: bool = True
