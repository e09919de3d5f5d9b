"""The outcome of one step of the dialog, and what it wants done.

The dialog decides and says so in these values; `bot.services` carries them out in the same
transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.case import ReplyWay
from bot.domain.changing import changed
from bot.domain.conversation import Conversation
from bot.domain.form import FormProgress
from bot.domain.messages import Say


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Tell staff now, at any hour. A case exists from here on, even if no form is ever sent.

    `form` is the intake under way that the danger belongs to, `case_no` the case that was opened
    by its receipt; with neither it stands for itself. `dong` is the 행정동 that the very words
    name.
    """

    kind: str
    who: str
    evidence: str = field(repr=False)
    words: str = field(repr=False)
    form: FormProgress | None = None
    case_no: str = ""
    dong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """A finished form becomes a case (or completes the one an alarm opened)."""

    progress: FormProgress
    way: ReplyWay


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPerson:
    """Somebody wants to talk to a person of the office."""

    words: str = field(repr=False)
    reason: str = "asked"  #: asked, erase, complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWords:
    """Words (and a picture) for the people who work on the case.

    A case that was finished meanwhile takes no more: words `by_receipt` are refused kindly, those
    that are only passed on `if_open` are left, any others begin a talk with a person anew.
    """

    case_no: str
    text: str = field(repr=False)
    photo_id: int | None = None
    by_receipt: bool = False
    if_open: bool = False
    alone: bool = False  #: nothing that was said before goes along


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where it is became known while the case is open already: an alarm must not wait for its
    address until a form is sent. With a `form` its answer counts, else `dong` where none is known
    yet. `home` is where the one who writes lives, and no place of somebody they told of. Without a
    number it is the case of this conversation."""

    case_no: str
    form: FormProgress | None = None
    dong: str = ""
    home: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    """The person goes back to the bot; staff see it in the history."""

    case_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    case_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLink:
    """Forget how to reach the one who gave this case."""

    case_no: str


Effect = Alarm | Submit | AskPerson | AddWords | Placed | GiveBack | Withdraw | CutLink


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReceipt:
    """The dialog needs to know whether this receipt opens before it can go on."""

    number: str
    word: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowReceipt:
    """The dialog needs the thread and the state of an opened case; of one that is linked with
    this very conversation only the state, because no word was asked for."""

    number: str
    linked: bool = False


Need = OpenReceipt | ShowReceipt


@dataclass(frozen=True, kw_only=True)  # no slots, for `changed`
class Turn:
    """Where the conversation stands now, what is said (in order), and what is to be done."""

    talk: Conversation
    says: tuple[Say, ...] = ()
    effects: tuple[Effect, ...] = ()
    need: Need | None = None

    def before(self, *says: Say) -> Turn:
        return changed(self, says=says + self.says)

    def after(self, *says: Say) -> Turn:
        return changed(self, says=self.says + says)

    def doing(self, *effects: Effect) -> Turn:
        return changed(self, effects=self.effects + effects)
