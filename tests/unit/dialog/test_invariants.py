"""What holds after any turn, whatever anybody writes, presses or sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from dialog_talk import MORNING, PACKS, REF, scene
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage.codec import CONVERSATION
from bot.dialog.engine import advance
from bot.dialog.moment import Moment, Scene
from bot.dialog.sent import opened
from bot.dialog.turn import Alarm, AskPerson, OpenReceipt, Submit, Turn
from bot.domain.case import Author, Case, CaseMessage, CaseStatus, Priority
from bot.domain.conversation import Conversation, Mode
from bot.domain.events import EventKind, InboundEvent, Point
from bot.domain.form import FieldKind, Stage
from bot.services.speech import spoken
from bot.services.work import tied
from tests.loaded import content

FACTS = {
    "number": "2026-0001",
    "word": "푸른 바다",
    "due": "오늘 오후 3시",
    "way": "여기로 답해요.",
}
MOST_CHOICES = 12
MOST_BYTES = 64  #: of an id: Telegram's callback_data
MOST_STATE = 64 * 1024

#: What people write, good and bad, one thing a line.
SAID = (Path(__file__).parent / "said.txt").read_text(encoding="utf-8").splitlines()
SAID += ["가" * 4000, "월세가 밀렸어요 " * 400, "죽고 싶어요 " * 300]

LETTERS = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.sampled_from("ㅋㅠㄱㅎ 0123456789.,?!~-—()[]{}%\n\t😀👨‍👩‍👧\u200d\u0301'\"\\/"),
        st.characters(blacklist_categories=("Cs",)),
    ),
    max_size=40,
)
SPANS = st.sampled_from([1, 1, 1, 5, 60, 31 * 60, 13 * 3600, 3 * 86400, 40 * 86400])
STEP = st.one_of(
    st.tuples(st.just("say"), st.one_of(st.sampled_from(SAID), LETTERS), SPANS),
    st.tuples(st.just("press"), st.integers(0, 11), SPANS),
    st.tuples(st.just("old"), st.integers(0, 400), SPANS),
    st.tuples(
        st.just("send"),
        st.sampled_from([k for k in EventKind if k is not EventKind.PRESS]),
        SPANS,
    ),
)


def known_ids(here: Scene) -> list[str]:
    """Every id that any button of ours ever carried, and some that none did."""
    ids = sorted(here.content.catalog.choice_ids())
    for form in here.content.forms.values():
        ids.append(f"form:{form.id}")
        for field in form.fields:
            ids += [f"opt:{o.id}" for o in field.options]
            ids += [f"opt:{field.id}:{o.id}" for o in field.options]
            ids += [f"{way}:{field.id}" for way in ("skip", "back", "dontknow", "done", "cancel")]
    ids += [f"faq:{entry}" for entry in here.content.faq.ids]
    return [*ids, "faq:", "faq:basic-pension:nonsense", "form:gone", "opt:", "dong:", ":", "x" * 64]


class Person:
    """Somebody whose conversation is kept from turn to turn, with the least a store would do."""

    def __init__(self, here: Scene) -> None:
        self.scene = here
        self.ids = known_ids(here)
        self.talk = Conversation(id="someone", channel="web")
        self.now = MORNING
        self.count = 0

    def does(self, what: str, which: object, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.count += 1
        event = self._event(what, which)
        mind = None
        if event.text and event.kind is not EventKind.PRESS:
            mind = self.scene.interpreter.understand(event.text)
        photo = self.count if event.kind is EventKind.PHOTO else None
        turn = advance(self.talk, event, mind, self.scene, self.now, photo)
        if turn.need is not None:
            turn = self._answered(turn, event)
        self._check(turn)
        self.talk = self._kept(turn)

    def _event(self, what: str, which: object) -> InboundEvent:
        event = InboundEvent(event_id=str(self.count), ref=REF, at=self.now, kind=EventKind.TEXT)
        if what == "say":
            return replace(event, text=str(which))
        offered = [c.id for c in self.talk.offered]
        if what == "press" and offered:
            return replace(
                event, kind=EventKind.PRESS, choice=offered[int(str(which)) % len(offered)]
            )
        if what == "send" and isinstance(which, EventKind):
            point = Point(latitude=37.5, longitude=127.0) if which is EventKind.LOCATION else None
            return replace(event, kind=which, location=point)
        at = int(str(which)) if isinstance(which, int) else 0
        return replace(event, kind=EventKind.PRESS, choice=self.ids[at % len(self.ids)])

    def _answered(self, turn: Turn, event: InboundEvent) -> Turn:
        """Every other receipt opens."""
        moment = Moment(talk=turn.talk, event=event, mind=None, scene=self.scene, now=self.now)
        assert turn.need is not None
        if isinstance(turn.need, OpenReceipt) and self.count % 2:
            locked = self.now + timedelta(minutes=60) if self.count % 3 else None
            return opened.refused(moment, turn, opened.Refused(locked_until=locked))
        line = CaseMessage(
            id=1, case_no=turn.need.number, at=self.now, author=Author.STAFF, text="어디예요?"
        )
        shown = opened.Shown(case=self._case(turn.need.number), thread=(line,), due=self.now)
        linked = not isinstance(turn.need, OpenReceipt) and turn.need.linked
        return (opened.linked if linked else opened.opened)(moment, turn, shown)

    def _case(self, number: str) -> Case:
        return Case(
            number=number,
            type="neighbour-report",
            status=CaseStatus.CLOSED if self.count % 5 == 0 else CaseStatus.NEW,
            priority=Priority.NORMAL,
            created_at=self.now,
            due_at=self.now,
            channel="web",
        )

    def _kept(self, turn: Turn) -> Conversation:
        talk = turn.talk
        if any(isinstance(e, Alarm | Submit | AskPerson) for e in turn.effects):
            talk = tied(talk, f"2026-{self.count:04d}", self.now)
        if self.count % 11 == 0 and talk.mode is Mode.WAITING:
            talk = replace(talk, mode=Mode.HUMAN)
        return talk

    def _check(self, turn: Turn) -> None:
        assert turn.need is None
        for say in turn.says:
            reply = spoken(self.scene.content, say, FACTS)
            assert reply.text.strip(), say.key
            assert len(say.choices) <= MOST_CHOICES, (say.key, len(say.choices))
            for choice in say.choices:
                assert choice.id.isascii(), choice.id
                assert 0 < len(choice.id) <= MOST_BYTES - len("v1:"), choice.id
                assert choice.label.strip(), choice.id
        own = any(isinstance(e, Alarm) and e.who == "self" for e in turn.effects)
        if own:
            assert not any(self._asks(s.key) for s in turn.says), [s.key for s in turn.says]
        assert len(CONVERSATION.dump(turn.talk)) < MOST_STATE
        assert CONVERSATION.load(CONVERSATION.dump(turn.talk)) == turn.talk
        self._check_form(turn.talk)
        if self.talk.mode is not Mode.BOT and turn.talk.mode is not Mode.BOT:
            carried = ("handoff.", "crisis.", "privacy.", "input.", "link.", "receipt.")
            assert all(s.key.startswith(carried) for s in turn.says), [s.key for s in turn.says]

    def _asks(self, key: str) -> bool:
        """Whether this says the question of a form."""
        questions = {
            f"form.{form.id}.{field.id}"
            for form in self.scene.content.forms.values()
            for field in form.fields
        }
        return key in questions | {"place.which", "form.summary", "form.consent_ask"}

    def _check_form(self, talk: Conversation) -> None:
        progress = talk.form
        if progress is None:
            return
        form = self.scene.content.forms[progress.form_id]
        ids = {f.id for f in form.fields}
        assert progress.answers.keys() <= ids
        assert set(progress.history) <= ids
        assert bool(progress.at) or progress.stage is not Stage.ASKING
        if progress.at:
            assert progress.at in ids


@settings(max_examples=90, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(pack=st.sampled_from(PACKS), steps=st.lists(STEP, min_size=4, max_size=25))
def test_any_talk_goes_on(pack: str, steps: list[tuple[str, object, int]]) -> None:
    person = Person(scene(pack))
    for what, which, seconds in steps:
        person.does(what, which, seconds)


FORMS = [(pack, form) for pack in PACKS for form in content(pack).forms]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whoever_knows_nothing_still_reaches_the_end(data: st.DataObject) -> None:
    """Skipping and not knowing lead through every form; only agreement and the number to be called
    at cannot be passed over."""
    pack, form_id = data.draw(st.sampled_from(FORMS))
    person = Person(scene(pack))
    form = person.scene.content.forms[form_id]
    person.ids = [f"form:{form_id}"]
    person.does("old", 0, 1)
    for _ in range(3 * len(form.fields)):
        progress = person.talk.form
        assert progress is not None
        if progress.stage is Stage.SUMMARY:
            break
        passed = data.draw(st.sampled_from(["건너뛰기", "모르겠어요", "몰라요", "넘어갈게요"]))
        field = form.field(progress.at)
        if field.kind is FieldKind.CONSENT:
            passed = "동의합니다"
        elif field.kind is FieldKind.PHONE and field.required and field.when is None:
            passed = "010-1234-5678"
        person.does("say", passed, 5)
    assert person.talk.form is not None
    assert person.talk.form.stage is Stage.SUMMARY
    person.does("say", "네 보내 주세요", 5)
    assert person.talk.form is None


@pytest.mark.parametrize(("pack", "form_id"), FORMS)
def test_the_longest_answers_fit_into_the_state(pack: str, form_id: str) -> None:
    person = Person(scene(pack))
    form = person.scene.content.forms[form_id]
    person.does("say", "쓰러질 것 같이 힘들어요 " + "힘" * 3900, 5)
    person.ids = [f"form:{form_id}"]
    person.does("old", 0, 1)
    for _ in range(2 * len(form.fields)):
        progress = person.talk.form
        assert progress is not None
        if progress.stage is Stage.SUMMARY:
            break
        kind = form.field(progress.at).kind.value
        said = {"consent": "동의합니다", "phone": "010-1234-5678", "photo": "건너뛰기"}
        first = {"choice": "1", "choices": "1, 2, 3"}.get(kind, "")
        person.does("say", said.get(kind) or first or "😀길" * 1300, 5)
    assert person.talk.form is not None
    assert person.talk.form.stage is Stage.SUMMARY
