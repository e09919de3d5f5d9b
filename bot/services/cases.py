"""What staff do with a case. One function, one transaction; the case decides what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.domain.case import (
    Author,
    Case,
    CaseRefused,
    Delivery,
    Disposition,
    EventName,
    StaleCase,
)
from bot.domain.conversation import Conversation, Mode
from bot.domain.form import Stage
from bot.domain.messages import Reply, Tone
from bot.domain.staff import Access, StaffMember
from bot.ports import UnitOfWork
from bot.services.deps import Deps
from bot.services.work import due

MAX_TEXT = 2000
REOPENED_MINUTES = 240


class CaseMissing(CaseRefused):
    """No such case, or not one this member may see: the two look alike."""

    def __init__(self) -> None:
        super().__init__("staff.not_found")


def seen_by(uow: UnitOfWork, number: str, by: StaffMember) -> Case:
    """The case, if this member may see it."""
    case = uow.cases.get(number)
    if case is None or not by.sees(case.team):
        raise CaseMissing
    return case


@contextmanager
def _change(deps: Deps, number: str, by: StaffMember, version: int | None) -> Iterator[_Change]:
    """Open the case for a change. The conversation is locked before the case, as a turn does."""
    with deps.store.begin() as uow:
        conversation_id = uow.links.conversation(number)
        talk = uow.conversations.get(conversation_id) if conversation_id else None
        case = seen_by(uow, number, by)
        if version is not None and version != case.version:
            raise StaleCase
        change = _Change(deps, uow, case, talk, by.login)
        yield change
        uow.commit()


class _Change:
    """One change of one case: what was and is, and who does it. `answerable` says whether there is
    anybody who could read an answer: a sensor has neither a conversation nor a receipt."""

    def __init__(
        self, deps: Deps, uow: UnitOfWork, case: Case, talk: Conversation | None, actor: str
    ) -> None:
        self.deps = deps
        self.uow = uow
        self.case = case
        self.talk = talk
        self.actor = actor
        self.now = deps.clock()
        self.answerable = talk is not None or uow.receipts.guard(case.number) is not None

    def keep(self, case: Case, name: EventName, **detail: str) -> Case:
        self.uow.cases.save(case)
        self.uow.cases.record(case.number, self.now, self.actor, name, detail)
        self.uow.staff.accessed(
            Access(at=self.now, actor=self.actor, action=f"case.{name}", case_no=case.number)
        )
        self.case = case
        return case

    def tell(self, text: str, reply: Reply) -> None:
        """Put words of the office into the thread and on their way, where there is one."""
        without = Delivery.UNDER_RECEIPT if self.answerable else Delivery.UNDELIVERABLE
        delivery = Delivery.WAITING if self.talk else without
        message = self.uow.cases.say(
            self.case.number, self.now, Author.STAFF, text, by=self.actor, delivery=delivery
        )
        if self.talk is not None:
            self.uow.outbox.add(
                self.talk.id,
                self.talk.channel,
                [replace(reply, answer_no=message.answer_no)],
                cause=f"reply:{message.id}",
                at=self.now,
                staff=True,
                message_id=message.id,
            )

    def person_talks(self) -> None:
        """The bot steps aside: what is said there next is about this case."""
        if self.talk is None:
            return
        form = self.talk.form
        if form is not None:
            form = replace(form, stage=Stage.PAUSED)
        others = tuple(n for n in self.talk.linked if n != self.case.number)
        self.talk = replace(
            self.talk,
            mode=Mode.HUMAN,
            form=form,
            case_no=self.case.number,
            linked=(*others, self.case.number),
        )
        self.uow.conversations.save(self.talk)

    def bot_talks(self) -> bool:
        """The bot answers again, unless they are talking with a person about another case.
        Says whether anything changed."""
        if self.talk is None or self.talk.mode is Mode.BOT:
            return False
        if self.talk.case_no not in {"", self.case.number}:
            return False
        self.talk = replace(self.talk, mode=Mode.BOT)
        self.uow.conversations.save(self.talk)
        return True


def claim(deps: Deps, number: str, by: StaffMember, version: int | None = None) -> Case:
    with _change(deps, number, by, version) as change:
        return change.keep(change.case.claim(by.login), EventName.CLAIMED)


def assign(deps: Deps, number: str, by: StaffMember, to: str, version: int | None = None) -> Case:
    with _change(deps, number, by, version) as change:
        member = change.uow.staff.get(to)
        if member is None or member.disabled or not member.sees(change.case.team):
            raise CaseRefused("staff.no_such_member")
        return change.keep(change.case.assign(to), EventName.ASSIGNED, to=to)


def note(deps: Deps, number: str, by: StaffMember, text: str, version: int | None = None) -> Case:
    """An internal note. There is no path from here to any channel."""
    text = _words(text)
    with _change(deps, number, by, version) as change:
        change.uow.cases.say(number, change.now, Author.NOTE, text, by=by.login)
        return change.keep(change.case.note(), EventName.NOTED)


def reply(deps: Deps, number: str, by: StaffMember, text: str, version: int | None = None) -> Case:
    """Answer the person. From now on the bot is silent there until it is given back."""
    text = _words(text)
    with _change(deps, number, by, version) as change:
        if not change.answerable:
            raise CaseRefused("staff.no_address")
        case = change.keep(change.case.reply(by.login), EventName.REPLIED)
        change.tell(text, Reply(key="staff.reply", text=text, tone=Tone.STAFF))
        change.person_talks()
        return case


def give_back(deps: Deps, number: str, by: StaffMember, version: int | None = None) -> Case:
    """Let the bot answer this person again, and say so to them."""
    with _change(deps, number, by, version) as change:
        case = change.keep(change.case.note(), EventName.GIVEN_BACK)
        if change.talk is not None and change.bot_talks():
            text = deps.scene.content.catalog.render("handoff.back_by_staff")
            said = Reply(key="handoff.back_by_staff", text=text, tone=Tone.NOTICE)
            change.uow.outbox.add(
                change.talk.id,
                change.talk.channel,
                [said],
                cause=f"back:{number}:{case.version}",
                at=change.now,
                held=deps.only_answers(change.talk.channel),
            )
        return case


def close(
    deps: Deps,
    number: str,
    by: StaffMember,
    *,
    disposition: Disposition,
    reason: str,
    notice: str = "",
    version: int | None = None,
) -> Case:
    """Finish a case with a disposition, a reason for the record and plain words for the person."""
    reason = _words(reason)
    catalog = deps.scene.content.catalog
    own, usual = notice.strip(), catalog.render(f"closed.default.{disposition}")
    with _change(deps, number, by, version) as change:
        closed = change.case.close(disposition, change.now)
        case = change.keep(closed, EventName.CLOSED, disposition=disposition, reason=reason)
        if own or change.answerable:
            notice = _words(own or usual)
            text = catalog.render("closed.notice", {"number": number, "notice": notice})
            change.tell(notice, Reply(key="closed.notice", text=text, tone=Tone.NOTICE))
        change.bot_talks()
        return case


def reopen(
    deps: Deps, number: str, by: StaffMember, reason: str, version: int | None = None
) -> Case:
    reason = _words(reason)
    with _change(deps, number, by, version) as change:
        due_at = due(deps, change.case.priority, change.now, REOPENED_MINUTES)
        return change.keep(change.case.reopen(due_at), EventName.REOPENED, reason=reason)


def route(deps: Deps, number: str, by: StaffMember, dong: str, version: int | None = None) -> Case:
    """Move the case to another 관할 동, and with it to that 동's team."""
    found = deps.scene.places.dong(dong)
    if found is None:
        raise CaseRefused("staff.no_such_dong")
    team = deps.scene.content.pack.team_of(dong)
    with _change(deps, number, by, version) as change:
        case = change.case.route(dong=dong, dong_name=found.label, team=team)
        return change.keep(case, EventName.ROUTED, dong=found.label)


def _words(text: str) -> str:
    text = text.strip()
    if not text:
        raise CaseRefused("staff.empty")
    if len(text) > MAX_TEXT:
        raise CaseRefused("staff.too_long")
    return text
