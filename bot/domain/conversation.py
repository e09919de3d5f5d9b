"""Where a conversation stands. The whole state of the dialog is this one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.form import FormProgress
from bot.domain.messages import Choice


class Mode(StrEnum):
    BOT = "bot"  #: the bot answers
    WAITING = "waiting"  #: a person was asked for and has not answered yet; the bot stays silent
    HUMAN = "human"  #: a person is talking; the bot is silent except for crisis


class Expecting(StrEnum):
    """What the bot asked outside of any form."""

    RECEIPT_NUMBER = "receipt_number"  #: 접수번호
    RECEIPT_WORD = "receipt_word"  #: 확인말
    RECEIPT_TEXT = "receipt_text"  #: words to add to the opened case
    WITHDRAW_SURE = "withdraw_sure"  #: a yes before a case is withdrawn
    CRISIS_ALONE = "crisis_alone"  #: whether they are alone or safe now
    START_SURE = "start_sure"  #: whether to leave the form for another one
    NEW_VALUE = "new_value"  #: what something in the case that was sent is to be changed to
    SWINDLED = "swindled"  #: whether money or a number was given to a swindler
    ADD_SURE = "add_sure"  #: whether what was just said goes to the case that was sent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A case opened by its receipt in this conversation: valid until `until`, then asked again."""

    case_no: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAtHand:
    """What the case of this conversation is, looked up anew when a turn begins. `named` are the
    kinds of people and homes that it speaks of, see `bot.dialog.reported`."""

    type: str
    is_open: bool = True
    anonymous: bool = False
    complete: bool = True
    placed: bool = False  #: whether its 관할 동 is known
    named: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)  # no slots, for `changed`
class Conversation:
    """The state of one person's talk on one channel. `id` is a keyed hash of the address.

    `case_no` is the case this conversation talks to staff about (handoff, alarm or an answer
    wanted here); it is cut when the case closes for good or the person cuts the link.
    """

    id: str
    channel: str
    mode: Mode = Mode.BOT
    form: FormProgress | None = None
    offered: tuple[Choice, ...] = ()
    listed: tuple[Choice, ...] = ()  #: the newest list of several programmes that was offered
    expecting: Expecting | None = None
    number: str = ""  #: the 접수번호 given while the 확인말 is awaited
    receipt: ReceiptView | None = None
    topic: str = ""  #: id of the programme answered last, for follow-up questions
    part: str = ""  #: which part of its answer was told; empty for the whole
    pending_form: str = ""  #: form to start when the person agrees to leave the present one
    misses: int = 0  #: times in a row nothing was understood
    rude: int = 0  #: times in a row they were met with a boundary
    crisis_kind: str = ""  #: the crisis of this talk and whom it is about; fades with time
    crisis_at: datetime | None = None
    case_no: str = ""
    at_hand: CaseAtHand | None = None  #: what the case `case_no` is
    crisis_case: str = ""  #: the case that the alarm of this talk lies with
    linked: tuple[str, ...] = ()  #: every case that can still answer here, the newest last
    told_at: datetime | None = None  #: what was said up to here lies with a case or was taken back
    last_words: str = field(default="", repr=False)  #: what was said before a form began
    lately: str = field(default="", repr=False)  #: the last words about the topic
    seen_at: datetime | None = None
    greeted: bool = False
    carried: bool = False  #: who listens was said since a person was asked for
    silent: int = 0  #: words that went to staff since it was said that they do
    pictured: str = ""  #: what was said of a picture, until anything else happens in the form
    apart: bool = False  #: what was told last has no way back; words without a name may be of it
