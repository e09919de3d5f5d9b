"""What is told of somebody after the report of them was sent.

'문을 두드려도 대답이 없어요' a while after a report is about the one who was reported: it goes to
that case, with the place that is known there. A second case without an address would send nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import patterns
from bot.dialog import safety
from bot.dialog.choices import bare, steers
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Alarm, Turn
from bot.domain.case import CRISIS_TYPE
from bot.domain.conversation import CaseAtHand, Conversation, Mode
from bot.domain.events import EventKind
from bot.domain.form import Stage
from bot.domain.messages import Say, Tone
from intents import Crisis, CrisisLevel, Decision, Understanding, Who

#: So long what is told without a name is about the one who was just reported.
LATELY = timedelta(hours=12)
#: So surely asked for, something else is begun.
SURE = 0.8
#: Fewer letters tell nothing.
TELLS = 3
_WHO, _HOME, _NUMBER = "who", "home", "number"
_KINDS = {_WHO: "someone", _HOME: "house"}
_HANDOFF = "handoff"
_WISHES = frozenset({Decision.START, Decision.HANDOFF, Decision.SMALLTALK, Decision.BOUNDARY})


def named(*texts: str) -> tuple[str, ...]:
    """The kinds of people and homes that are spoken of; no word as it was written."""
    found: dict[str, None] = {}
    for text in texts:
        for kind, shape in _KINDS.items():
            found |= {f"{kind}:{hit.lastgroup}": None for hit in patterns.every(shape, text)}
        for hit in patterns.every("house_number", text):
            found[f"{_NUMBER}{hit.group(2)}:{hit.group(1)}"] = None
    return tuple(found)


def heard(talk: Conversation, mind: Understanding | None, now: datetime) -> Understanding | None:
    """What the words mean where they are about the one who was reported from here."""
    if mind is None or not is_meant(talk, mind.text, now):
        return mind
    theirs = _is_danger_of_them(talk, mind.text, now)
    crisis = _of_reported(mind.text, mind.crisis, theirs=theirs)
    return mind if crisis is mind.crisis else replace(mind, crisis=crisis)


def is_meant(talk: Conversation, text: str, now: datetime) -> bool:
    """Whether the words are about the one of the open report that was sent from here: nobody else
    and no other home is named. Days later they have to be named."""
    sent = talk.at_hand
    if sent is None or not _is_open_report(talk, sent):
        return False
    if any(patterns.search(name, text) for name in ("another_one", "spouse", "own_kin")):
        return False
    if names_other_home(sent, text):
        return False
    known, told = sent.named, named(text)
    same = any(name in known for name in told if name.startswith(_WHO))
    if any(_another(kind, known, told) for kind in {n.partition(":")[0] for n in told}):
        return False
    return same or (talk.told_at is not None and now - talk.told_at < LATELY)


def names_other_home(sent: CaseAtHand, text: str) -> bool:
    """Whether a home is spoken of that is not in the report, and nobody who is in it."""
    known, told = sent.named, named(text)
    if any(name in known for name in told if name.startswith(_WHO)):
        return False
    return any(name.startswith(_HOME) and name not in known for name in told)


def _is_danger_of_them(talk: Conversation, text: str, now: datetime) -> bool:
    """Whether a danger is theirs: the words have to speak of them. Korean leaves out who it is, so
    '숨을 못 쉬겠어요' an hour after a report is about whoever writes it."""
    if not is_meant(talk, text, now) or patterns.search("not_there", text):
        return False
    return tells_of_them(talk, text) or bool(patterns.search("no_answer_inside", text))


def tells_of_them(talk: Conversation, text: str) -> bool:
    """Whether the one who was reported is named, or spoken of as one who is honoured."""
    known = talk.at_hand.named if talk.at_hand else ()
    same = any(name in known for name in named(text) if name.startswith(_WHO))
    return same or bool(patterns.search("honoured", text))


def _is_open_report(talk: Conversation, sent: CaseAtHand) -> bool:
    if talk.mode is not Mode.BOT or talk.receipt is not None or not talk.case_no or talk.apart:
        return False
    if talk.form is not None and talk.form.stage is not Stage.PAUSED:
        return False
    of_form = sent.complete and sent.type not in {CRISIS_TYPE, _HANDOFF}
    return of_form and sent.is_open and sent.anonymous


def _another(kind: str, known: Iterable[str], told: Iterable[str]) -> bool:
    """Whether somebody else, or another home, of that kind is named than in the report."""
    before = {name for name in known if name.partition(":")[0] == kind}
    now = {name for name in told if name.partition(":")[0] == kind}
    return bool(before) and not before & now


def _of_reported(text: str, crisis: Crisis | None, *, theirs: bool) -> Crisis | None:
    inside = patterns.search("no_answer_inside", text) if theirs else None
    alarmed = crisis is not None and crisis.level is CrisisLevel.ALARM
    if inside and not alarmed:
        evidence = inside.group(0)
        level = CrisisLevel.ALARM
        return Crisis(kind="medical", level=level, who=Who.OTHER, evidence=evidence)
    if crisis is None or crisis.who is Who.OTHER or patterns.search("first_person", text):
        return crisis
    if alarmed:
        return replace(crisis, who=Who.OTHER) if theirs and crisis.kind != "suicide" else crisis
    if patterns.search("help_came", text) or patterns.search("wrote_down", text):
        return None
    of_other = patterns.search("honoured", text) or any(n.startswith(_WHO) for n in named(text))
    return replace(crisis, who=Who.OTHER) if of_other else crisis


# --------------------------------------------------------------------------------- danger


def alarmed(moment: Moment, card: tuple[Say, ...], alarm: Alarm) -> Turn | None:
    """The danger put on the report that was sent; None when it is about somebody else."""
    talk = moment.talk
    if talk.at_hand is None or not _is_danger_of_them(talk, moment.text, moment.now):
        return None
    key = "crisis.of_sent" if talk.at_hand.placed else "crisis.of_sent_where"
    below = Say(key=key, choices=moment.scene.choices("report", "person"), tone=Tone.CRISIS)
    # Whoever means somebody else begins a report with these very words.
    turn = moment.turn(*card, below, expecting=None, last_words=moment.text, topic="")
    return turn.doing(replace(alarm, case_no=talk.case_no))


def told_below(moment: Moment) -> Turn | None:
    """What is told below the card of the one who was reported: it reaches who answers the alarm."""
    mind, talk = moment.mind, moment.talk
    if mind is None or moment.event.kind is not EventKind.TEXT or moment.press is not None:
        return None
    if not safety.is_recent(moment) or not talk.crisis_kind.endswith(f".{Who.OTHER}"):
        return None
    if talk.crisis_case != talk.case_no or not is_meant(talk, mind.text, moment.now):
        return None
    if steers(mind.text) or len(bare(mind.text)) < TELLS:
        return None
    if moment.asks_plainly or (moment.asks and not tells_of_them(talk, mind.text)):
        return None
    if mind.decision in _WISHES and mind.score >= SURE and not _tells(mind.text):
        return None
    say = Say(key="crisis.news", choices=moment.scene.choices("report", "person"))
    words = AddWords(case_no=talk.crisis_case, text=mind.text, if_open=True)
    return moment.turn(say, last_words="").doing(words)


def _tells(text: str) -> bool:
    """'할머니가 아니라 201호 할아버지예요' resembles a report, and asks for none."""
    told = bool(named(text)) or patterns.search("honoured", text) is not None
    return told and not patterns.search("asks_for", text)
