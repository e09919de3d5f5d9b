"""A conversation on the pure engine: no clock, no database. What words mean is said by the test,
so that a better interpreter changes nothing here."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dialog.engine import advance
from bot.dialog.turn import Effect, Turn
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, EventKind, InboundEvent, Point
from bot.domain.form import FormProgress, Stage
from bot.domain.messages import Choice, Say
from bot.services.speech import spoken
from intents import Candidate, Crisis, CrisisLevel, Decision, Understanding, Who
from tests.loaded import scene

SEOUL = ZoneInfo("Asia/Seoul")
MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SEOUL)  #: a Monday
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=SEOUL)
REF = ConversationRef(channel="web", address="someone")
PACKS = ("sejong-sodam", "seoul-seongdong")

SUICIDAL = Crisis(kind="suicide", level=CrisisLevel.ALARM, who=Who.SELF, evidence="죽고 싶")
WORN_OUT = Crisis(kind="suicide", level=CrisisLevel.DISTRESS, who=Who.SELF, evidence="힘들")
BEATEN = Crisis(kind="abuse-child", level=CrisisLevel.ALARM, who=Who.OTHER, evidence="때려")


def meaning(text: str, **said: object) -> Understanding:
    """What the interpreter would say; without more, that it understood nothing."""
    given: dict[str, object] = {
        "decision": Decision.UNKNOWN,
        "id": None,
        "score": 0.0,
        "candidates": (),
        "crisis": None,
        "needs": (),
        "masked": (),
        "is_question": text.endswith("?"),
    }
    return Understanding(text=text, **{**given, **said})  # type: ignore[arg-type]


def start(intent: str, score: float = 1.0) -> dict[str, object]:
    return {"decision": Decision.START, "id": intent, "score": score}


def answer(entry: str, score: float = 0.9, *, question: bool = True) -> dict[str, object]:
    return {"decision": Decision.ANSWER, "id": entry, "score": score, "is_question": question}


def small(intent: str) -> dict[str, object]:
    return {"decision": Decision.SMALLTALK, "id": intent, "score": 1.0}


def doubt(*ids: str, score: float = 0.5) -> dict[str, object]:
    candidates = tuple(Candidate(id=i, score=score) for i in ids)
    return {"decision": Decision.CLARIFY, "score": score, "candidates": candidates}


def danger(crisis: Crisis) -> dict[str, object]:
    decision = Decision.CRISIS if crisis.level is CrisisLevel.ALARM else Decision.UNKNOWN
    return {"decision": decision, "crisis": crisis}


class Talk:
    """One person talking. Every verb returns the talk, and leaves the last turn in `turn`."""

    def __init__(self, pack: str = "sejong-sodam", at: datetime = MORNING) -> None:
        self.scene = scene(pack)
        self.now = at
        self.state = Conversation(id="someone", channel="web")
        self.turn = Turn(talk=self.state)
        self._count = 0

    # ------------------------------------------------------------------------------- verbs

    def say(self, text: str, **said: object) -> Talk:
        return self._do(EventKind.TEXT, text=text, mind=meaning(text, **said))

    def really(self, text: str) -> Talk:
        """The same with the meaning that the product finds in the words."""
        return self._do(EventKind.TEXT, text=text, mind=self.scene.interpreter.understand(text))

    def press(self, wanted: str) -> Talk:
        """An offered answer by label or id, or any id at all as an old button may carry it."""
        choice = next((c for c in self.state.offered if wanted in _names(c)), None)
        return self._do(EventKind.PRESS, choice=choice.id if choice else wanted)

    def photo(self, photo_id: int | None = 1, text: str = "", **said: object) -> Talk:
        mind = meaning(text, **said) if text else None
        return self._do(EventKind.PHOTO, text=text, mind=mind, photo_id=photo_id)

    def place(self, text: str = "") -> Talk:
        point = Point(latitude=37.5446, longitude=127.0559)
        mind = meaning(text) if text else None
        return self._do(EventKind.LOCATION, text=text, mind=mind, location=point)

    def does(self, kind: EventKind, text: str = "") -> Talk:
        return self._do(kind, text=text, mind=meaning(text) if text else None)

    def wait(self, **span: float) -> Talk:
        self.now += timedelta(**span)
        return self

    def put(self, **changes: object) -> Talk:
        """The conversation as it stands, changed from outside."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        return self

    # ------------------------------------------------------------------------------- looks

    @property
    def keys(self) -> list[str]:
        return [say.key for say in self.turn.says]

    @property
    def last(self) -> Say:
        return self.turn.says[-1]

    @property
    def text(self) -> str:
        return "\n".join(spoken(self.scene.content, s, {}).text for s in self.turn.says)

    @property
    def offered(self) -> list[str]:
        """What may be pressed now, without the question a choice belongs to."""
        return [c.id.partition(":")[0] for c in self.last.choices]

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.turn.effects

    @property
    def form(self) -> FormProgress:
        assert self.state.form is not None
        return self.state.form

    @property
    def asked(self) -> str:
        """The question that is open."""
        return self.form.at if self.form.stage is Stage.ASKING else str(self.form.stage)

    # ------------------------------------------------------------------------------ inside

    def _do(
        self,
        kind: EventKind,
        mind: Understanding | None = None,
        photo_id: int | None = None,
        **event: object,
    ) -> Talk:
        self._count += 1
        self.now += timedelta(seconds=1)
        happened = InboundEvent(
            event_id=str(self._count),
            ref=REF,
            at=self.now,
            kind=kind,
            **event,  # type: ignore[arg-type]
        )
        self.turn = advance(self.state, happened, mind, self.scene, self.now, photo_id)
        self.state = self.turn.talk
        return self


def _names(choice: Choice) -> tuple[str, ...]:
    return choice.label, choice.id, choice.id.partition(":")[0], choice.id.rpartition(":")[2]
