"""A case: one household's need, as staff work on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

#: The type of a case that an alarm opens by itself.
CRISIS_TYPE = "crisis"
#: The type of a case that is a talk with a person.
HANDOFF_TYPE = "handoff"


class CaseStatus(StrEnum):
    NEW = "new"  #: nobody has taken it yet
    WORKING = "working"  #: somebody owns it
    HELD = "held"  #: waiting for the resident or the reporter
    CLOSED = "closed"  #: finished, with a disposition
    WITHDRAWN = "withdrawn"  #: taken back by the one who gave it


#: Whose turn is the office's: only here a due time can pass.
OURS = (CaseStatus.NEW, CaseStatus.WORKING)
OPEN = (*OURS, CaseStatus.HELD)


class Priority(StrEnum):
    EMERGENCY = "emergency"  #: life may be at stake: the clock does not stop at night
    URGENT = "urgent"  #: today, within one business hour
    SOON = "soon"  #: within four business hours
    NORMAL = "normal"  #: within the time promised by the form


class Disposition(StrEnum):
    SUPPORTED = "supported"
    LINKED = "linked"
    INFO_ONLY = "info_only"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    VACANT = "vacant"
    ADDRESS_MISMATCH = "address_mismatch"
    DUPLICATE = "duplicate"
    ALREADY_SUPPORTED = "already_supported"
    TRANSFERRED = "transferred"
    FALSE_REPORT = "false_report"


class ReplyWay(StrEnum):
    HERE = "here"  #: answers go to the conversation it came from
    CONTACT = "contact"  #: staff call the number that was left
    RECEIPT = "receipt"  #: nothing is kept of the reporter; answers wait under the receipt


class Author(StrEnum):
    RESIDENT = "resident"
    BOT = "bot"
    STAFF = "staff"
    NOTE = "note"  #: internal; there is no path from here to any channel


class CaseRefused(Exception):
    """The case does not allow this now. `key` names the words that say so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class StaleCase(CaseRefused):
    """Somebody changed the case since the page was made."""

    def __init__(self) -> None:
        super().__init__("staff.stale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why the 위기도 is what it is: the rule, the words that led to it, and what they weigh.
    `sign` is the rule that says the same in words, of an answer that was chosen."""

    rule: str
    words: str = field(repr=False)
    points: int
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """위기도: a sum of weighed signs with their words. It orders the queue; it decides nothing."""

    score: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The case as it stands. Sealed parts (answers, words, evidence) are opened by the storage.

    Every change returns a new value with `version` one higher; who did it and why is recorded
    by the use case as a `CaseEvent`.
    """

    number: str
    type: str
    status: CaseStatus
    priority: Priority
    created_at: datetime
    due_at: datetime
    channel: str
    team: str = ""
    owner: str = ""
    dong: str = ""  #: 관할 행정동 code, empty while unknown
    dong_name: str = ""
    anonymous: bool = False
    reply_way: ReplyWay = ReplyWay.HERE
    disposition: Disposition | None = None
    risk: Risk = Risk()
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    first_words: str = field(default="", repr=False)
    alarm: str = ""  #: crisis kind while an alarm stands unanswered
    complete: bool = True  #: False while the form behind an alarm is still being filled
    closed_at: datetime | None = None
    asked_at: datetime | None = None  #: while it is the other side's turn: since when, as stored
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def overdue(self, now: datetime) -> bool:
        """Whether the office let its time pass. Whoever has answered waits, and is not late."""
        return self.status in OURS and self.due_at < now

    def claim(self, by: str) -> Case:
        self._must_be_open()
        if self.owner and self.owner != by:
            raise CaseRefused("staff.taken")
        return self._next(owner=by, status=CaseStatus.WORKING, alarm="")

    def assign(self, to: str) -> Case:
        self._must_be_open()
        return self._next(owner=to, status=CaseStatus.WORKING, alarm="")

    def reply(self, by: str) -> Case:
        """Staff answered: who answers first owns it, and the case waits for the other side."""
        self._must_be_open()
        return self._next(owner=self.owner or by, status=CaseStatus.HELD, alarm="")

    def heard(self) -> Case:
        """The other side wrote: what was waiting is staff's turn again."""
        if self.status is CaseStatus.HELD:
            return self._next(status=CaseStatus.WORKING)
        return self._next()

    def note(self) -> Case:
        return self._next()

    def route(self, *, dong: str, dong_name: str, team: str) -> Case:
        return self._next(dong=dong, dong_name=dong_name, team=team)

    def close(self, disposition: Disposition, at: datetime) -> Case:
        self._must_be_open()
        return self._next(status=CaseStatus.CLOSED, disposition=disposition, closed_at=at, alarm="")

    def withdraw(self, at: datetime) -> Case:
        self._must_be_open()
        return self._next(status=CaseStatus.WITHDRAWN, closed_at=at, alarm="")

    def reopen(self, due_at: datetime) -> Case:
        if self.is_open:
            raise CaseRefused("staff.already_open")
        status = CaseStatus.WORKING if self.owner else CaseStatus.NEW
        return self._next(status=status, disposition=None, closed_at=None, due_at=due_at)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise CaseRefused("staff.closed")

    def _next(self, **changes: object) -> Case:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]


class EventName(StrEnum):
    OPENED = "opened"
    ALARM = "alarm"
    COMPLETED = "completed"
    CLAIMED = "claimed"
    ASSIGNED = "assigned"
    REPLIED = "replied"
    NOTED = "noted"
    HEARD = "heard"
    ROUTED = "routed"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    LINK_CUT = "link_cut"
    GIVEN_BACK = "given_back"
    DELIVERY = "delivery"
    SEEN_BY_RECEIPT = "seen_by_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One line of a case's history. `seq` grows over all cases: the live stream follows it."""

    seq: int
    case_no: str
    at: datetime
    actor: str
    name: EventName
    detail: Mapping[str, str] = field(default_factory=dict, repr=False)


class Delivery(StrEnum):
    NONE = "none"  #: not meant for a channel (a note, the resident's own words)
    WAITING = "waiting"
    SENT = "sent"
    NEXT_MESSAGE = "next_message"  #: shown when the person writes next
    UNCERTAIN = "uncertain"  #: may have arrived; sent once more with its answer number
    UNDELIVERABLE = "undeliverable"
    UNDER_RECEIPT = "under_receipt"  #: no address: waits for the receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """One line of a case's thread."""

    id: int
    case_no: str
    at: datetime
    author: Author
    by: str = ""
    text: str = field(default="", repr=False)
    photo_id: int | None = None
    delivery: Delivery = Delivery.NONE
    answer_no: str = ""
