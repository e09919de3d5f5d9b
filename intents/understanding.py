"""What the interpreter says of one message: plain values, the same for every caller."""

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What should happen next; stored and printed as the word itself."""

    ANSWER = "answer"  #: `id` is an entry with a published answer
    START = "start"  #: `id` is a service or a control the dialog carries out
    CLARIFY = "clarify"  #: one of the first candidates may be meant: ask which
    HANDOFF = "handoff"  #: a person of the office should take over
    CRISIS = "crisis"  #: somebody may be in danger: nothing else comes first
    SMALLTALK = "smalltalk"  #: a greeting, thanks, a bare yes
    BOUNDARY = "boundary"  #: the message abuses the bot
    UNKNOWN = "unknown"  #: out of scope, or not understood


class CrisisLevel(StrEnum):
    """How sure the signals are."""

    ALARM = "alarm"  #: full card, staff are told at once
    DISTRESS = "distress"  #: the gentle card goes with the ordinary answer


class Who(StrEnum):
    """Who is in danger."""

    SELF = "self"  #: the person writing
    OTHER = "other"  #: somebody they write about


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One id the text may mean; `score` is 0..1 and comparable between candidates."""

    id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """A signal of danger; `kind` is one of the catalogue's crisis kinds."""

    kind: str
    level: CrisisLevel
    who: Who
    evidence: str  #: the very words of the masked text


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Everything an id can be recognised by. Ids are those of the catalogue."""

    id: str
    decision: Decision
    names: tuple[str, ...] = ()  #: programme names, aliases, misspellings
    phrases: tuple[str, ...] = ()  #: ways people say it


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The meaning of one message. `text` is masked and the only text that may be kept."""

    text: str
    decision: Decision
    id: str | None
    score: float
    candidates: tuple[Candidate, ...]  #: at most five, best first
    crisis: Crisis | None
    needs: tuple[str, ...]  #: ids in order of mention, when the message holds several needs
    masked: tuple[str, ...]  #: kinds of personal data masked: "rrn", "card", "account"
    is_question: bool

    def as_json(self) -> dict[str, object]:
        """Return the line that `ieum understand` prints."""
        return {
            "text": self.text,
            "decision": self.decision.value,
            "id": self.id,
            "score": self.score,
            "candidates": [{"id": c.id, "score": c.score} for c in self.candidates],
            "crisis": _crisis_json(self.crisis),
            "needs": list(self.needs),
        }


def _crisis_json(crisis: Crisis | None) -> dict[str, str] | None:
    if crisis is None:
        return None
    return {
        "kind": crisis.kind,
        "level": crisis.level.value,
        "who": crisis.who.value,
        "evidence": crisis.evidence,
    }
