"""An office with a real database: residents on any channel, staff, and a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import SystemRandom
from zoneinfo import ZoneInfo

from bot.domain.case import Case, CaseEvent, Disposition
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef
from bot.domain.messages import Capabilities, Push, Reply
from bot.domain.staff import Role, StaffMember
from bot.ports import Store
from bot.services import cases
from bot.services.deps import Deps
from bot.services.inbound import NO_PICTURE, Picture, take_turn
from bot.services.intake import Answered
from tests.loaded import scene

SEOUL = ZoneInfo("Asia/Seoul")
MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)  #: a Monday
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=SEOUL)
LEAD = StaffMember(login="lead", role=Role.LEAD)
PIXEL = bytes(16)
CARD = Capabilities(push=Push.IN_REPLY, max_text=1000, max_bubbles=3, max_choices=10, max_label=14)
CHANNELS = {
    "kakao": CARD,
    "telegram": replace(CARD, push=Push.ANYTIME),
    "web": replace(CARD, push=Push.ANYTIME),
}


class Office:
    """`who` is "channel:name"."""

    def __init__(
        self,
        store: Store,
        pack: str = "seoul-seongdong",
        at: datetime = MORNING,
        staff_chat: ConversationRef | None = None,
    ) -> None:
        self.store = store
        self.now = at
        self.deps = Deps(
            store=store,
            scene=scene(pack),
            capabilities=CHANNELS,
            clock=lambda: self.now,
            random=SystemRandom(),
            staff_chat=staff_chat,
            desk_url="https://desk.example/cases",
        )
        self._events = self._numbers()
        self._read: dict[str, int] = {}
        self._offered: dict[str, dict[str, str]] = {}

    # ---------------------------------------------------------------------------- residents

    def say(self, who: str, *texts: str) -> list[Reply]:
        """What is answered to the last of these."""
        for text in texts:
            self.take(self.event(who, EventKind.TEXT, text=text))
        return self.heard(who)

    def press(self, who: str, wanted: str) -> list[Reply]:
        """An offered answer by its label or id."""
        choice = self._offered.get(who, {}).get(wanted, wanted)
        self.take(self.event(who, EventKind.PRESS, choice=choice))
        return self.heard(who)

    def photo(self, who: str, text: str = "") -> list[Reply]:
        event = self.event(who, EventKind.PHOTO, text=text, photo=MediaRef(handle="x"))
        self.take(event, Picture(data=PIXEL))
        return self.heard(who)

    def take(self, event: InboundEvent, picture: Picture = NO_PICTURE) -> Answered:
        return take_turn(self.deps, event, picture)

    def event(self, who: str, kind: EventKind, **given: object) -> InboundEvent:
        self.now += timedelta(seconds=1)
        return InboundEvent(
            event_id=f"e{next(self._events)}",
            ref=ref(who),
            at=self.now,
            kind=kind,
            **given,  # type: ignore[arg-type]
        )

    def heard(self, who: str) -> list[Reply]:
        """What came since the last look."""
        with self.store.look() as uow:
            talk_id = self.store.conversation_id(ref(who))
            rows = uow.outbox.thread(talk_id, self._read.get(who, 0), 100)
        if rows:
            self._read[who] = rows[-1].id
        for row in rows:
            known = self._offered.setdefault(who, {})
            for choice in row.reply.choices:
                known |= {choice.label: choice.id, choice.id.partition(":")[0]: choice.id}
        return [row.reply for row in rows]

    def report(self, who: str, *, way: str = "이 대화방으로 받기", urgent: bool = False) -> Case:
        """A neighbour's report, sent."""
        self.say(who, "이웃이 걱정돼요")
        self.press(who, "대답이 없어요" if urgent else "급한 일은 없어요")
        self.say(who, "3층 할머니가 며칠째 안 보여요", "마장동 우리은행 뒤")
        while "form.neighbour-report.way" not in [r.key for r in self.say(who, "건너뛰기")]:
            pass
        self.press(who, way)
        self.press(who, "이대로 보내기")
        return self.newest()

    def request(self, who: str) -> Case:
        """A call booked: the shortest request of one's own, sent."""
        self.say(
            who, "전화 상담 예약할래요", "동의합니다", "010-1234-5678", "내일 오전", "병원비요"
        )
        self.press(who, "이대로 보내기")
        return self.newest()

    def word(self, who: str, number: str) -> str:
        """The 확인말 that was shown to this person."""
        with self.store.look() as uow:
            rows = uow.outbox.thread(self.store.conversation_id(ref(who)), 0, 1000)
        texts = (r.reply.text for r in rows if number in r.reply.text)
        shown = next(t for t in texts if "확인말 " in t)
        return shown.partition("확인말 ")[2].partition("\n")[0]

    # -------------------------------------------------------------------------------- staff

    def claim(self, number: str) -> Case:
        return cases.claim(self.deps, number, LEAD)

    def reply(self, number: str, text: str) -> Case:
        return cases.reply(self.deps, number, LEAD, text)

    def close(self, number: str, notice: str = "") -> Case:
        return cases.close(
            self.deps,
            number,
            LEAD,
            disposition=Disposition.LINKED,
            reason="방문해 연계함",
            notice=notice,
        )

    # -------------------------------------------------------------------------------- looks

    def case(self, number: str) -> Case:
        with self.store.look() as uow:
            found = uow.cases.get(number)
        assert found is not None
        return found

    def numbers(self) -> list[str]:
        with self.store.look() as uow:
            return sorted({e.case_no for e in uow.cases.events_after(0, 1000)})

    def newest(self) -> Case:
        return self.case(self.numbers()[-1])

    def thread(self, number: str) -> list[str]:
        with self.store.look() as uow:
            return [m.text for m in uow.cases.thread(number)]

    def events(self, number: str) -> list[CaseEvent]:
        with self.store.look() as uow:
            return uow.cases.events(number)

    def talk(self, who: str) -> Conversation:
        with self.store.look() as uow:
            found = uow.conversations.get(self.store.conversation_id(ref(who)))
        assert found is not None
        return found

    def linked(self, number: str) -> bool:
        with self.store.look() as uow:
            return uow.links.conversation(number) is not None

    @staticmethod
    def _numbers() -> Iterator[int]:
        yield from range(1, 1_000_000)


def ref(who: str) -> ConversationRef:
    channel, _, name = who.partition(":")
    return ConversationRef(channel=channel, address=f"someone-{name}")


def keys(replies: Sequence[Reply]) -> list[str]:
    return [reply.key for reply in replies]


def text(replies: Sequence[Reply]) -> str:
    return "\n".join(reply.text for reply in replies)
