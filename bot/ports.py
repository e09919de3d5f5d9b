"""Everything the bot needs from outside, on one screen.

Channels and the storage are plugged in by `bot.bootstrap`. The core is synchronous: a `Store` is
used from worker threads; only a `Channel` is asynchronous, because it talks to a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.case import Author, Case, CaseEvent, CaseMessage, CaseStatus, Delivery, EventName
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, InboundEvent, MediaRef
from bot.domain.messages import Capabilities, OutboundMessage, Reply
from bot.domain.receipt import ReceiptGuard
from bot.domain.staff import Access, ApiToken, Session, StaffMember

# ---------------------------------------------------------------------------------- channels


class SendError(Exception):
    """A message did not surely arrive. The subclass says what to do next."""


class TryLater(SendError):
    """It surely did not arrive; the same message may be sent again after `after`."""

    def __init__(self, after: timedelta = timedelta(seconds=1)) -> None:
        super().__init__(str(after))
        self.after = after


class HoldForReply(SendError):
    """The channel cannot speak first; show it with the person's next message."""


class Gone(SendError):
    """The person blocked or left: nothing reaches them until they come back."""


class Refused(Gone):
    """The platform refuses this message for good; the person is still there."""


class Unknown(SendError):
    """It may or may not have arrived (the answer was cut off)."""


class Channel(Protocol):
    """One way to reach people. `send` returns when the platform has taken the message."""

    @property
    def name(self) -> str: ...
    @property
    def capabilities(self) -> Capabilities: ...
    async def send(self, message: OutboundMessage) -> None: ...
    async def fetch(self, media: MediaRef) -> bytes: ...


class PictureRefused(Exception):
    """Not a picture we can keep. `key` names the words that say so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Pictures(Protocol):
    """Pictures rebuilt from their pixels: nothing else of the file survives."""

    def rebuild(self, data: bytes) -> bytes: ...  # raises PictureRefused


# ----------------------------------------------------------------------------------- storage


class Inbox(Protocol):
    """Every event once. `keep` makes an event durable before it is confirmed to the platform;
    `accept` takes it for processing inside the turn's transaction."""

    def keep(self, event: InboundEvent) -> bool: ...  # False: this id was kept before
    def accept(self, event: InboundEvent) -> bool: ...  # False: this id was processed before
    def park(self, channel: str, event_id: str, raw: str, reason: str) -> None: ...
    def kept(self, channel: str) -> list[InboundEvent]: ...  # not yet processed, in order
    def said(self, conversation_id: str, since: datetime) -> list[tuple[datetime, str]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A reply waiting to be sent. When in doubt it is repeated once; of `staff` rows their case
    is told what became of them."""

    id: int
    conversation_id: str
    channel: str
    reply: Reply = field(repr=False)
    staff: bool
    at: datetime
    tries: int = 0
    doubtful: bool = False
    message_id: int | None = None  #: the case message this delivers


class Outbox(Protocol):
    """Replies on their way, in order for each conversation.

    `claim` leases the due rows of up to `limit` conversations (or of `only` one) on channels that
    may speak at any time; a lease that ran out makes a row doubtful. `forsaken` ends the leases of
    a process that died, where no other one can be sending. `answer` gives what a channel shows in
    reply to an event: held staff replies first, then the rows it caused (also on a repeat). Rows
    of a turn that are added to be shown by `answer` in the same transaction (`answering`) are
    leased at once.
    """

    def add(
        self,
        conversation_id: str,
        channel: str,
        replies: Sequence[Reply],
        *,
        cause: str,
        at: datetime,
        staff: bool = False,
        message_id: int | None = None,
        held: bool = False,
        answering: bool = False,
    ) -> list[int]: ...
    def claim(
        self, channels: Iterable[str], now: datetime, limit: int, only: str = ""
    ) -> list[Queued]: ...
    def forsaken(self, channels: Iterable[str], now: datetime) -> None: ...
    def answer(
        self, conversation_id: str, event: InboundEvent, now: datetime
    ) -> list[OutboundMessage]: ...
    def sent(self, ids: Sequence[int], now: datetime) -> None: ...
    def retry(self, row_id: int, due: datetime, *, doubtful: bool = False) -> None: ...
    def hold(self, row_id: int) -> None: ...
    def give_up(self, row_id: int, why: str) -> None: ...
    def thread(self, conversation_id: str, after: int, limit: int) -> list[Queued]: ...
    def next_due(self, channels: Iterable[str], only: str = "") -> datetime | None: ...
    def oldest_waiting(self) -> datetime | None: ...


class Conversations(Protocol):
    """Dialog state by person. `load` makes a new one for someone not seen before and holds the
    row against other processes until the transaction ends."""

    def load(self, ref: ConversationRef) -> Conversation: ...
    def save(self, conversation: Conversation) -> None: ...
    def get(self, conversation_id: str) -> Conversation | None: ...
    def ref(self, conversation_id: str) -> ConversationRef | None: ...
    def unreachable(self, conversation_id: str, *, gone: bool) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """What the queue shows. Ordered by priority, then due time, then number; `cursor` is opaque."""

    statuses: tuple[CaseStatus, ...] = ()
    type: str = ""
    team: str = ""
    owner: str = ""
    q: str = ""
    urgent: bool = False
    overdue_at: datetime | None = None
    limit: int = 50
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    cases: tuple[Case, ...]
    next_cursor: str = ""


class Cases(Protocol):
    """Cases with their history and thread. `save` refuses a version that is not the stored one
    plus one (`StaleCase`)."""

    def next_number(self, year: int) -> str: ...
    def add(self, case: Case) -> None: ...
    def get(self, number: str) -> Case | None: ...
    def save(self, case: Case) -> None: ...
    def find(self, query: CaseQuery) -> CasePage: ...
    def counts(self, member: StaffMember, now: datetime) -> Mapping[str, int]: ...
    def record(
        self,
        case_no: str,
        at: datetime,
        actor: str,
        name: EventName,
        detail: Mapping[str, str] | None = None,
    ) -> int: ...
    def events(self, case_no: str) -> list[CaseEvent]: ...
    def events_after(self, seq: int, limit: int = 200) -> list[CaseEvent]: ...
    def last_seq(self) -> int: ...
    def say(
        self,
        case_no: str,
        at: datetime,
        author: Author,
        text: str,
        *,
        by: str = "",
        photo_id: int | None = None,
        delivery: Delivery = Delivery.NONE,
    ) -> CaseMessage: ...
    def thread(self, case_no: str) -> list[CaseMessage]: ...
    def delivered(self, message_id: int, delivery: Delivery) -> str | None: ...  # its case number


class Links(Protocol):
    """The way back to a reporter, sealed and apart from the case. Never shown to staff."""

    def tie(self, case_no: str, conversation_id: str) -> None: ...
    def conversation(self, case_no: str) -> str | None: ...
    def cut(self, case_no: str) -> bool: ...
    def cut_due(self, closed_before: datetime) -> list[str]: ...


class Receipts(Protocol):
    def add(self, case_no: str, word: str) -> None: ...
    def guard(self, case_no: str) -> ReceiptGuard | None: ...
    def matches(self, guard: ReceiptGuard, word: str) -> bool: ...
    def save(self, guard: ReceiptGuard) -> None: ...
    def tries(self, conversation_id: str, since: datetime) -> int: ...
    def tried(self, conversation_id: str, at: datetime) -> None: ...


class Photos(Protocol):
    """Pictures, rebuilt from pixels and sealed. `owner` is a conversation id until the case is
    opened, then the case number."""

    def add(self, owner: str, data: bytes) -> int: ...
    def move(self, ids: Sequence[int], owner: str, case_no: str) -> None: ...
    def get(self, photo_id: int, owner: str) -> bytes | None: ...


class Staff(Protocol):
    """Accounts, sessions, API tokens, failed tries and the access log."""

    def add(self, member: StaffMember, password_hash: str) -> None: ...
    def get(self, login: str) -> StaffMember | None: ...
    def password_hash(self, login: str) -> str | None: ...
    def set_password(self, login: str, password_hash: str) -> None: ...
    def save(self, member: StaffMember) -> None: ...
    def everyone(self) -> list[StaffMember]: ...
    def open_session(self, session: Session) -> None: ...
    def session(self, token_hash: bytes) -> Session | None: ...
    def touch_session(self, token_hash: bytes, at: datetime) -> None: ...
    def end_session(self, token_hash: bytes) -> None: ...
    def end_sessions_of(self, login: str) -> None: ...
    def add_token(self, token: ApiToken, token_hash: bytes) -> bool: ...  # False: name taken
    def token(self, token_hash: bytes) -> ApiToken | None: ...
    def offer_setup(self, token_hash: bytes) -> None: ...
    def take_setup(self, token_hash: bytes) -> bool: ...
    def setup_open(self, token_hash: bytes) -> bool: ...
    def failed(self, key: str, at: datetime) -> None: ...
    def failures(self, key: str, since: datetime) -> int: ...
    def accessed(self, access: Access) -> None: ...
    def accesses(self, limit: int, before: int = 0) -> list[tuple[int, Access]]: ...
    def first_broken_access(self) -> int | None: ...  # None: the chain of the log holds


class UnitOfWork(Protocol):
    """One transaction. Nothing is kept unless `commit` was reached."""

    @property
    def inbox(self) -> Inbox: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def conversations(self) -> Conversations: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def links(self) -> Links: ...
    @property
    def receipts(self) -> Receipts: ...
    @property
    def photos(self) -> Photos: ...
    @property
    def staff(self) -> Staff: ...
    def commit(self) -> None: ...


class StoreAway(Exception):
    """The database cannot be used now (away, full, locked). Nothing was kept; try again later."""


class Store(Protocol):
    """The database. `begin` is a writing transaction, `look` a reading one.

    Several processes may share a server. `lead` says whether this one does what only one may do,
    and takes that over when nobody does it; a lost connection ends it. `tell` calls topics (ids,
    nothing else) to the other processes; `heard` waits for what they call, None where there can
    be no others. A call may be lost.
    """

    def begin(self) -> AbstractContextManager[UnitOfWork]: ...
    def look(self) -> AbstractContextManager[UnitOfWork]: ...
    def conversation_id(self, ref: ConversationRef) -> str: ...
    def ready(self) -> None: ...  # raises StoreAway
    def lead(self) -> bool: ...
    def tell(self, topics: Sequence[str]) -> None: ...
    def heard(self, seconds: float) -> list[str] | None: ...  # raises StoreAway
    def close(self) -> None: ...
