"""Conversation stories played against the whole engine, on a database of their own.

A story is a TOML file a welfare officer can read: who says what, and what must come back. The
same engine, content and storage as in service; only the clock stands where the story puts it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import SystemRandom
from typing import Any

import tomli

from adapters.storage import SqlStore
from bot import bootstrap
from bot.domain.case import Case, CaseRefused, Disposition
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef, Point
from bot.domain.messages import Capabilities, Choice, Push, Reply
from bot.domain.staff import Role, StaffMember
from bot.services import cases
from bot.services.deps import Deps
from bot.services.inbound import Picture, take_turn
from bot.settings import Settings

STAFF = StaffMember(login="story-staff", role=Role.LEAD)
SECRET = b"a story keeps no secret beyond its own end"
PIXEL = bytes(16)
#: What a person can do in a step; `opens` enters the conversation.
_ACTS = frozenset({"say", "press", "photo", "sticker", "position", "opens"})
_BLANK = re.compile(r"\{(\w+)\}")


class StoryFailed(Exception):
    """The story went another way. The message names the step, what came and what was expected."""


@dataclass(slots=True, kw_only=True)
class Person:
    """One person on one channel, as the story sees them."""

    ref: ConversationRef
    conversation_id: str
    heard: list[Reply] = field(default_factory=list)
    seen_to: int = 0

    @property
    def choices(self) -> tuple[Choice, ...]:
        return next((r.choices for r in reversed(self.heard) if r.choices), ())


def _moment(text: str, path: Path) -> datetime:
    """Raises `StoryFailed` for what is no moment with its zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StoryFailed(f"{path}: {error}") from None
    if moment.utcoffset() is None:
        raise StoryFailed(f"{path}: {text} found; expected a moment with its zone, such as +09:00")
    return moment


def own_stories() -> list[Path]:
    """The stories that come with the sources; none where only the packages are installed."""
    return sorted((Path(__file__).parents[1] / "tests" / "stories").glob("*.toml"))


def _read(path: Path) -> dict[str, Any]:
    """Raises `StoryFailed` for what is no story."""
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StoryFailed(f"{path}: {error.strerror}") from None
    except ValueError as error:
        raise StoryFailed(f"{path}: not readable as TOML: {error}") from None
    if not isinstance(data.get("at"), str) or not isinstance(data.get("step"), list):
        raise StoryFailed(f'{path}: expected "at", a moment with its zone, and [[step]] tables')
    return data


class Story:
    """Plays one story. `transcript` is what was said, in order."""

    def __init__(self, path: Path, settings: Settings | None = None) -> None:
        self.path = path
        self._data = _read(path)
        self._settings = settings or Settings()
        self._people: dict[str, Person] = {}
        self._blanks: dict[str, str] = {}
        self._count = 0
        self._now = _moment(self._data["at"], path)
        self.transcript: list[str] = []

    def play(self) -> None:
        """Raises `StoryFailed` at the first step that goes another way."""
        with tempfile.TemporaryDirectory() as folder:
            store = SqlStore(f"sqlite:///{folder}/story.db", [SECRET])
            try:
                self._deps = self._deps_on(store)
                for number, step in enumerate(self._data["step"], 1):
                    self._step(number, step)
            finally:
                store.close()

    def _deps_on(self, store: SqlStore) -> Deps:
        pack = self._data.get("pack", self._settings.pack)
        content = bootstrap.content_of(self._settings.model_copy(update={"pack": pack}))
        answers = Capabilities(
            push=Push.IN_REPLY, max_text=1000, max_bubbles=3, max_choices=10, max_label=14
        )
        speaks = replace(answers, push=Push.ANYTIME)
        return Deps(
            store=store,
            scene=bootstrap.scene_of(content),
            capabilities={"kakao": answers, "telegram": speaks, "web": speaks},
            clock=lambda: self._now,
            random=SystemRandom(),
        )

    # -------------------------------------------------------------------------------- steps

    def _step(self, number: int, step: Mapping[str, Any]) -> None:
        try:
            self._move_clock(step)
            self._act(step)
            self._check(step)
        except (StoryFailed, CaseRefused) as failed:
            lines = "\n".join(self.transcript[-12:])
            raise StoryFailed(f"{self.path.name}, step {number}: {failed}\n{lines}") from None

    def _move_clock(self, step: Mapping[str, Any]) -> None:
        if "at" in step:
            self._now = _moment(step["at"], self.path)
        self._now += timedelta(minutes=step.get("minutes", 0), seconds=1)

    def _act(self, step: Mapping[str, Any]) -> None:
        if "staff" in step:
            self._staff(step)
        elif step.keys() & _ACTS:
            self._person_acts(self._person(step.get("who", "")), step)
        if "keep" in step:  # number and word under a name of their own, for a story of two cases
            for blank in ("number", "word"):
                self._blanks[f"{step['keep']}_{blank}"] = self._filled(f"{{{blank}}}")

    def _person(self, who: str) -> Person:
        """`who` is "channel:name"; without one the story's own channel."""
        channel, _, name = (who or self._data.get("channel", "web")).partition(":")
        key = f"{channel}:{name}"
        if key not in self._people:
            ref = ConversationRef(channel=channel, address=f"story-{name}")
            known = Person(ref=ref, conversation_id=self._deps.store.conversation_id(ref))
            self._people[key] = known
        self._at = self._people[key]
        return self._at

    def _person_acts(self, person: Person, step: Mapping[str, Any]) -> None:
        self._count += 1
        event = InboundEvent(
            event_id=f"story-{self._count}", ref=person.ref, at=self._now, kind=EventKind.START
        )
        picture = Picture()
        if "press" in step:
            choice = _choice(person, step["press"])
            event = replace(event, kind=EventKind.PRESS, choice=choice.id, text=choice.label)
        elif "photo" in step:
            picture = Picture(data=PIXEL)
            text = step["photo"] if isinstance(step["photo"], str) else ""
            media = MediaRef(handle="story")
            event = replace(event, kind=EventKind.PHOTO, photo=media, text=text)
        elif "sticker" in step:
            event = replace(event, kind=EventKind.OTHER)
        elif "position" in step:
            latitude, longitude = step["position"]
            point = Point(latitude=latitude, longitude=longitude)
            event = replace(event, kind=EventKind.LOCATION, location=point)
        elif "say" in step:
            event = replace(event, kind=EventKind.TEXT, text=self._filled(step["say"]))
        self.transcript.append(f"{person.ref.channel} ▸ {event.text or event.kind}")
        take_turn(self._deps, event, picture)

    def _staff(self, step: Mapping[str, Any]) -> None:
        number = self._filled(step.get("number", "{number}"))
        action, text = step["staff"], self._filled(step.get("text", ""))
        self.transcript.append(f"staff ▸ {action} {text}")
        if action == "claim":
            cases.claim(self._deps, number, STAFF)
        elif action == "reply":
            cases.reply(self._deps, number, STAFF, text)
        elif action == "note":
            cases.note(self._deps, number, STAFF, text)
        elif action == "give-back":
            cases.give_back(self._deps, number, STAFF)
        elif action == "close":
            cases.close(
                self._deps,
                number,
                STAFF,
                disposition=Disposition(step["disposition"]),
                reason=text,
                notice=step.get("notice", ""),
            )
        else:
            raise StoryFailed(f"no such staff action: {action}")

    # ------------------------------------------------------------------------------- checks

    def _check(self, step: Mapping[str, Any]) -> None:
        heard = self._new_replies(self._person(step.get("who", "")))
        keys = [reply.key for reply in heard]
        text = "\n".join(reply.text for reply in heard)
        for wanted in step.get("expect", ()):
            if wanted not in keys:
                raise StoryFailed(f"expected {wanted}, heard {keys}")
        for unwanted in step.get("never", ()):
            if unwanted in keys:
                raise StoryFailed(f"did not expect {unwanted}, heard {keys}")
        for words in map(self._filled, step.get("contains", ())):
            if words not in text:
                raise StoryFailed(f"expected the words {words!r}, heard {text!r}")
        for words in map(self._filled, step.get("without", ())):
            if words in text:
                raise StoryFailed(f"did not expect the words {words!r}, heard {text!r}")
        for label in step.get("offers", ()):
            if not any(label in c.label for r in heard for c in r.choices):
                raise StoryFailed(f"expected the choice {label!r}, offered {_labels(heard)}")
        if step.get("silent") and heard:
            raise StoryFailed(f"expected silence, heard {keys}")
        if "case" in step:
            self._check_case(step["case"])

    def _new_replies(self, person: Person) -> list[Reply]:
        with self._deps.store.look() as uow:
            rows = uow.outbox.thread(person.conversation_id, person.seen_to, 100)
        if rows:
            person.seen_to = rows[-1].id
        heard = [row.reply for row in rows]
        person.heard += heard
        for reply in heard:
            choices = f"  [{' | '.join(c.label for c in reply.choices)}]" if reply.choices else ""
            self.transcript.append(f"    {reply.key} ◂ {reply.text}{choices}")
            self._remember(reply)
        return heard

    def _remember(self, reply: Reply) -> None:
        """Keep number and word of a receipt for later steps."""
        if not reply.key.startswith("form.done"):
            return
        with self._deps.store.look() as uow:
            newest = max((e.case_no for e in uow.cases.events_after(0)), default="")
        self._blanks["number"] = newest
        first, second = self._deps.scene.content.receipt_words
        words = (f"{a} {b}" for a in first for b in second if a in reply.text and b in reply.text)
        found = [pair for pair in words if pair in reply.text]
        self._blanks["word"] = max(found, key=len, default="")

    def _filled(self, text: str) -> str:
        if "{number}" in text and "number" not in self._blanks:
            with self._deps.store.look() as uow:
                events = uow.cases.events_after(0)
            if not events:
                raise StoryFailed("there is no case yet; {number} stands for the newest one")
            self._blanks["number"] = events[-1].case_no
        return _BLANK.sub(lambda hit: self._blanks.get(hit.group(1), hit.group(0)), text)

    def _check_case(self, wanted: Mapping[str, Any]) -> None:
        number = self._filled(wanted.get("number", "{number}"))
        with self._deps.store.look() as uow:
            case = uow.cases.get(number)
            thread = [m.text for m in uow.cases.thread(number)]
        if case is None:
            raise StoryFailed(f"there is no case {number}")
        for name, value in _facts(case, thread):
            if name in wanted and wanted[name] != value:
                raise StoryFailed(f"case {name}: expected {wanted[name]!r}, is {value!r}")
        for words in wanted.get("thread", ()):
            if not any(words in line for line in thread):
                raise StoryFailed(f"expected {words!r} in the case, has {thread}")
        for label, value in wanted.get("answers", {}).items():
            sheet: Any = case.answers.get(label) or {}
            if value not in sheet.get("value", ""):
                raise StoryFailed(f"answer {label}: expected {value!r}, is {sheet}")


def _facts(case: Case, thread: list[str]) -> Iterator[tuple[str, Any]]:
    yield "type", case.type
    yield "status", str(case.status)
    yield "priority", str(case.priority)
    yield "due", case.due_at.astimezone(bootstrap.SEOUL).strftime("%Y-%m-%d %H:%M")
    yield "dong", case.dong_name
    yield "alarm", case.alarm
    yield "anonymous", case.anonymous
    yield "way", str(case.reply_way)
    yield "lines", len(thread)
    yield "created", case.created_at.astimezone(UTC).isoformat()


def _choice(person: Person, label: str) -> Choice:
    """An offered answer, the newest first: where buttons stay in sight, old ones are pressed."""
    for choice in (c for r in reversed(person.heard) for c in r.choices):
        if label in (choice.label, choice.id, choice.id.partition(":")[0]):
            return choice
    near = next((c for c in person.choices if label in c.label), None)
    if near is None:
        raise StoryFailed(f"nothing to press called {label!r}: {_labels(person.heard[-1:])}")
    return near


def _labels(replies: list[Reply]) -> list[str]:
    return [c.label for r in replies for c in r.choices]
