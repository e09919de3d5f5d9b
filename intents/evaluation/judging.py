"""What counts as right. Every rule of judgement stands here, on one screen.

A message is *answered* when the bot acts on one meaning without asking: answer, start, handoff or
smalltalk. It is *right* when that meaning is wanted, and *found* when it is right or the wanted one
is among the three that a clarifying question offers. A crisis card in place of an answer is not an
answer. A message out of scope is *answered as known* by answer, start or handoff; a friendly word
back (smalltalk) claims no knowledge and is counted apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intents.evaluation.sets import Danger, Utterance
from intents.understanding import CrisisLevel, Decision, Understanding

_ACTS: Final = frozenset({Decision.ANSWER, Decision.START, Decision.HANDOFF})
#: So many candidates stand on the buttons of a clarifying question.
OFFERED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message and what was understood."""

    row: Utterance
    mind: Understanding

    @property
    def is_answered(self) -> bool:
        return self.as_known or self.mind.decision is Decision.SMALLTALK

    @property
    def as_known(self) -> bool:
        return self.mind.decision in _ACTS

    @property
    def is_asked(self) -> bool:
        return self.mind.decision is Decision.CLARIFY

    @property
    def outcome(self) -> str:
        """The id that was acted on, or the decision where none was."""
        if self.is_answered and self.mind.id is not None:
            return self.mind.id
        return self.mind.decision.value

    @property
    def is_right(self) -> bool:
        return self.outcome in self.row.wanted

    @property
    def is_first(self) -> bool:
        """Whether the likeliest id is wanted, whatever was decided."""
        return _first(self.mind) in self.row.wanted

    @property
    def is_found(self) -> bool:
        offered = self.mind.candidates[:OFFERED] if self.is_asked else ()
        return self.is_right or any(c.id in self.row.wanted for c in offered)

    @property
    def has_all_needs(self) -> bool:
        return self._covers(self.mind.needs)

    @property
    def shows_all_needs(self) -> bool:
        offered = tuple(c.id for c in self.mind.candidates[:OFFERED])
        return self._covers((*self.mind.needs, *offered, self.mind.id or ""))

    @property
    def is_alarmed(self) -> bool:
        return is_alarm(self.mind)

    def _covers(self, ids: Sequence[str]) -> bool:
        return all(any(id_ in ids for id_ in need) for need in self.row.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One message of the crisis set and what was understood."""

    row: Danger
    mind: Understanding

    @property
    def is_alarmed(self) -> bool:
        return is_alarm(self.mind)

    @property
    def is_noticed(self) -> bool:
        """At least the gentle card."""
        return self.mind.crisis is not None

    @property
    def has_kind(self) -> bool:
        return self.mind.crisis is not None and self.mind.crisis.kind == self.row.kind

    @property
    def has_who(self) -> bool:
        return self.mind.crisis is not None and self.mind.crisis.who.value == self.row.who

    @property
    def outcome(self) -> str:
        danger = self.mind.crisis
        return f"{danger.kind} {danger.level}" if danger else self.mind.decision.value


def is_alarm(mind: Understanding) -> bool:
    """Tell whether staff would be called."""
    return mind.crisis is not None and mind.crisis.level is CrisisLevel.ALARM


def _first(mind: Understanding) -> str | None:
    if mind.id is not None:
        return mind.id
    return mind.candidates[0].id if mind.candidates else None
