"""Everything one step of the dialog may look at. No clock, no random, no database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from bot.content.loader import Content
from bot.dialog.turn import Effect, Turn
from bot.domain.changing import changed
from bot.domain.conversation import Conversation
from bot.domain.events import EventKind, InboundEvent
from bot.domain.messages import Choice, Say
from bot.domain.places import Places
from intents import Interpreter, Part, Understanding, control

QUESTION_MARK = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What stays the same from turn to turn: content, places, understanding."""

    content: Content
    places: Places
    interpreter: Interpreter

    def choice(self, choice_id: str) -> Choice:
        return self.content.catalog.choice(choice_id)

    def choices(self, *choice_ids: str) -> tuple[Choice, ...]:
        return tuple(self.choice(c) for c in choice_ids)


@dataclass(frozen=True, kw_only=True)  # no slots, for `changed`
class Moment:
    """One event in the light of what came before. `text` is masked, `mind` is what it means,
    `pick` is the id of the answer offered last that was pressed, numbered or named, `press` the
    same where it surely was meant as a press. `away` is how long they were gone, `asleep` that
    the form was set aside because of it."""

    talk: Conversation
    event: InboundEvent
    mind: Understanding | None
    scene: Scene
    now: datetime
    photo_id: int | None = None
    pick: str | None = None
    press: str | None = None
    away: timedelta | None = None
    asleep: bool = False

    @property
    def text(self) -> str:
        return self.mind.text if self.mind else ""

    @cached_property
    def part(self) -> Part:
        """Which part of an answer the words ask for, were they said right after it."""
        return self.scene.interpreter.part(self.text)

    @cached_property
    def control(self) -> str | None:
        """The word that steers the talk, where it is all that was said."""
        return control(self.text)

    @property
    def asks(self) -> bool:
        """Whether it may be a question: many statements end like one ('냄새가 나요')."""
        return self.mind is not None and self.mind.is_question

    @property
    def asks_plainly(self) -> bool:
        return self.asks and QUESTION_MARK in self.text

    def at(self, talk: Conversation) -> Moment:
        return changed(self, talk=talk)

    def pressed(self) -> Moment:
        """The same as a press: what was said is only a yes or no, and tells nothing."""
        return changed(self, event=replace(self.event, kind=EventKind.PRESS))

    def turn(self, *says: Say, **changes: object) -> Turn:
        """The conversation with `changes`, saying `says`."""
        talk = changed(self.talk, **changes) if changes else self.talk
        return Turn(talk=talk, says=says)

    def do(self, *effects: Effect) -> Turn:
        return Turn(talk=self.talk, effects=effects)
