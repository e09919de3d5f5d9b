"""Everything the desk shows of one case, read at one moment and noted in the access log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.web.desk.gate import Visit
from bot.domain.case import Case, CaseEvent, CaseMessage
from bot.domain.conversation import Mode
from bot.domain.staff import Role, StaffMember
from bot.ports import UnitOfWork
from bot.services import cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A case with its thread and history. Of the way back to the person there is only whether
    one exists (`reachable`, or a `receipt`) and who talks there now; never where it leads."""

    case: Case
    thread: tuple[CaseMessage, ...] = field(repr=False)
    events: tuple[CaseEvent, ...] = field(repr=False)
    colleagues: tuple[str, ...] = ()  #: logins of those it can be handed to, by this member
    reachable: bool = False
    receipt: bool = False
    mode: Mode = Mode.BOT
    counts: Mapping[str, int] = field(default_factory=dict)
    seq: int = 0  #: the last event of any case when this was read

    @property
    def answerable(self) -> bool:
        """Whether anybody could read an answer: a sensor could not."""
        return self.reachable or self.receipt


def case_of(visit: Visit, action: str) -> Case:
    """The case alone. Raises `CaseMissing` for one that is not there or not for this member."""
    with visit.deps.store.look() as uow:
        case = cases.seen_by(uow, visit.case_no, visit.member)
    visit.log(action, case.number)
    return case


def open_folder(visit: Visit, action: str, reason: str = "") -> Folder:
    """Raises `CaseMissing` as `case_of` does."""
    with visit.deps.store.look() as uow:
        seq = uow.cases.last_seq()
        case = cases.seen_by(uow, visit.case_no, visit.member)
        way = uow.links.conversation(case.number)
        talk = uow.conversations.get(way) if way else None
        found = Folder(
            case=case,
            thread=tuple(uow.cases.thread(case.number)),
            events=tuple(uow.cases.events(case.number)),
            colleagues=_colleagues(uow, visit, case),
            reachable=talk is not None,
            receipt=uow.receipts.guard(case.number) is not None,
            mode=talk.mode if talk else Mode.BOT,
            counts=uow.cases.counts(visit.member, visit.deps.clock()),
            seq=seq,
        )
    visit.log(action, case.number, reason)
    return found


def hands_on(member: StaffMember, case: Case) -> bool:
    """Whether this member may put the case into other hands: a lead any, all others their own."""
    return member.role is Role.LEAD or case.owner == member.login


def _colleagues(uow: UnitOfWork, visit: Visit, case: Case) -> tuple[str, ...]:
    if not hands_on(visit.member, case):
        return ()
    staff = (m for m in uow.staff.everyone() if m.login != case.owner)
    return tuple(m.login for m in staff if not m.disabled and m.sees(case.team))
