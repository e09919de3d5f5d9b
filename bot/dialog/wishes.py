"""Plain wishes that an answer before them must not hide: for a person, for a call or none, for the
number of the office, to begin what was spoken of, or to speak of something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import handoff, menu, safety
from bot.dialog.answering import answers, offers
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.events import EventKind
from bot.domain.messages import Say
from intents import Decision, Understanding

#: So surely a person is meant, whatever was spoken of before.
PERSON = 0.5
#: So surely a call is meant where words deny or tell of one.
CALL = 0.5
#: So surely something else is meant than what is turned away from.
ELSE = 0.5
_CALL, _REQUEST, _REPORT, _OFFICE = (
    "callback-request",
    "self-request",
    "report-neighbour",
    "center-info",
)
#: A programme this likely is worth asking about.
LIKELY = 0.3
_OF_PROGRAMMES = frozenset({Decision.ANSWER, Decision.CLARIFY, Decision.UNKNOWN})
_NOT_REACHED = "clarify.not_reached"
_NO_CALL = (
    ("not_reached", _NOT_REACHED),
    ("no_call", "service.by_text"),
    ("called_already", "smalltalk.call_made"),
)


def take(moment: Moment) -> Turn | None:
    """The turn for such a wish, else None. Somebody in danger is met elsewhere."""
    written = moment.event.kind is EventKind.TEXT and moment.press is None
    if moment.mind is None or not written or safety.in_danger(moment):
        return None
    return next((turn for step in _STEPS if (turn := step(moment)) is not None), None)


def _office(moment: Moment) -> Turn | None:
    if not patterns.search("office_number", moment.text):
        return None
    return answers.about(moment, _OFFICE)


def _person(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or mind.decision is not Decision.HANDOFF or mind.id != "talk-to-human":
        return None
    return handoff.ask(moment) if mind.score >= PERSON else None


def _no_call(moment: Moment) -> Turn | None:
    """'전화는 부담스러워요', '딸한테 전화했어요': a call is named, and none is asked for."""
    mind = moment.mind
    if mind is None or mind.id != _CALL or mind.score < CALL:
        return None
    if patterns.search("not_wanted", mind.text):
        return None  # met as any other service that is not wanted
    key = next((key for name, key in _NO_CALL if patterns.search(name, moment.text)), None)
    if key is None:
        return None
    ways = ("report", "person") if key == _NOT_REACHED else ("person", "request", "menu")
    return moment.turn(Say(key=key, choices=moment.scene.choices(*ways)))


def _call(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or mind.decision is Decision.START or answers.calls_by_name(moment, mind):
        return None
    wanted = patterns.search("wants_call", moment.text)
    if not wanted or any(patterns.search(name, moment.text) for name, _ in _NO_CALL):
        return None
    return menu.service(moment, _CALL)


def _begins(moment: Moment) -> Turn | None:
    """'그거 신청하고 싶어요', '그럼 지금 신고할게요'."""
    if moment.asks_plainly:
        return None
    if patterns.search("reports_now", moment.text):
        return menu.service(moment, _REPORT)
    here = moment.talk.topic and patterns.search("applies_only", moment.text)
    return menu.service(moment, _REQUEST) if here else None


def _else(moment: Moment) -> Turn | None:
    """'아니 그거 말고 국민연금이요': what it is instead, read by itself."""
    of_offered = any(choice.id == offers.NONE for choice in moment.talk.offered)
    spoken_of = moment.talk.topic or of_offered
    hit = patterns.search("not_that", moment.text) if spoken_of else None
    if hit is None:
        return None
    if patterns.search("only_beside", moment.text):
        return None if moment.talk.topic else menu.press(moment, offers.NONE)
    new = hit["new"] or ""
    if patterns.search("beside", new):
        return None
    away = moment.at(replace(moment.talk, topic="", part="", lately=""))
    meant = moment.scene.interpreter.understand(new) if new else None
    if meant is not None and meant.decision not in _OF_PROGRAMMES:
        return None  # met as what it asks for
    told = _told_instead(away, meant) if meant is not None else None
    ways = moment.scene.choices("request", "person")
    return told or away.turn(Say(key="clarify.none", choices=ways))


def _told_instead(away: Moment, meant: Understanding) -> Turn | None:
    if meant.decision is Decision.ANSWER and meant.score >= ELSE:
        return answers.about(away, meant.id or "")
    likely = tuple(c.id for c in meant.candidates if c.score >= LIKELY)
    known = tuple(i for i in likely if offers.candidate(away, i))
    if not known:
        return None
    return answers.clarify(away, known, "clarify.one" if len(known) == 1 else "clarify.ask")


def _too_hard(moment: Moment) -> Turn | None:
    if not moment.talk.topic or not patterns.search("too_hard", moment.text):
        return None
    ways = moment.scene.choices("call_me", "person", "menu")
    return moment.turn(Say(key="faq.too_hard", choices=ways))


_STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    _office,
    _person,
    _no_call,
    _call,
    _begins,
    _else,
    _too_hard,
)
