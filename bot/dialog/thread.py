"""The thread of a talk: words that lean on the programme just spoken of.

'그럼 얼마나 나와요?', '신청은 어디서요?', '다른 건 없어요?' name no programme. They are about the
one answered last, unless they plainly mean something else.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import answers
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.offers import is_of_here
from bot.dialog.turn import Turn
from bot.domain.messages import Say
from intents import Decision, Understanding

#: A question about the programme just spoken of is short; a longer one brings its own subject.
MAX_FOLLOW_UP = 40
#: From here on a programme was named; below, '그거' is the one just spoken of.
NAMED = 0.8
#: Below this a question names nothing at all.
DOUBTFUL = 0.45
#: The present programme may still be meant where it is this likely.
MAY_BE = 0.1
#: Fewer letters ('ㅎㅎ', '음') are about nothing.
SAYS = 3
#: So few letters are a part of an answer and nothing more.
BARE = 5
_DOUBTS = frozenset({Decision.ANSWER, Decision.CLARIFY, Decision.UNKNOWN})
#: What tells of no programme in particular, by the part of the present one it then asks about.
_OF_ANY = {"how-to-apply": "how"}


def follow_up(moment: Moment) -> Turn | None:
    """The part of the same programme that is asked about, or what there is beside it.

    Only when the words name no programme themselves.
    """
    topic, mind = moment.talk.topic, moment.mind
    if not topic or mind is None or len(mind.text) > MAX_FOLLOW_UP:
        return None
    if _asks_beside(mind):
        return _beside(moment, topic)
    leans = _of_topic(mind, topic) or _is_bare_part(moment, mind)
    part = answers.asked_part(mind.text) if leans else _part_of_any(mind, topic)
    if part is not None:
        return answers.about(moment, topic, part)
    points = leans and patterns.search("it", mind.text)
    return in_doubt(moment) if points or _strays(mind, topic) else None


def in_doubt(moment: Moment) -> Turn | None:
    """Words that mean nothing known, said after an answer: most likely they go on from it, so
    its other parts are offered once before we say that we do not understand. Whoever told
    something ('진단서는 있어요') is heard rather than not understood."""
    topic, mind = moment.talk.topic, moment.mind
    if not topic or mind is None or moment.talk.misses or not mind.candidates:
        return None
    if not SAYS <= len(bare(mind.text)) <= MAX_FOLLOW_UP:
        return None
    told = answers.about(moment, topic)
    if told is None:
        return None
    [whole] = told.says
    say = Say(
        key="unknown.told_of_topic" if _is_told_of(mind, topic) else "unknown.in_topic",
        params={"title": moment.scene.content.faq.title(topic) or ""},
        choices=whole.choices,
    )
    return moment.turn(say, misses=1)


def _of_topic(mind: Understanding, topic: str) -> bool:
    """Whether the words may be about the programme just spoken of."""
    if mind.score < NAMED and patterns.search("it", mind.text):
        return mind.decision in _DOUBTS
    if mind.decision is Decision.CLARIFY:
        return mind.score < DOUBTFUL or any(c.id == topic for c in mind.candidates)
    return mind.decision is Decision.UNKNOWN


def _is_bare_part(moment: Moment, mind: Understanding) -> bool:
    """'서류', '얼마예요': too little to name anything, whatever it was taken for."""
    is_bare = mind.decision in _DOUBTS and len(bare(mind.text)) <= BARE
    return is_bare and not answers.calls_by_name(moment, mind)


def _is_told_of(mind: Understanding, topic: str) -> bool:
    return not mind.is_question and any(c.id == topic for c in mind.candidates)


def _strays(mind: Understanding, topic: str) -> bool:
    """Whether another programme is heard in words that may as well go on with this one: '65세
    안 됐는데' after an answer about a pension."""
    if mind.decision is not Decision.ANSWER or mind.id == topic or mind.score >= NAMED:
        return False
    return any(c.id == topic and c.score >= MAY_BE for c in mind.candidates)


def _part_of_any(mind: Understanding, topic: str) -> str | None:
    """'신청은 어디서요?' means this programme, where '복지 신청은 어디서 해요?' means any."""
    part = _OF_ANY.get(mind.id or "")
    if mind.id == topic or part is None or patterns.search("in_general", mind.text):
        return None
    return answers.asked_part(mind.text) or part


def _asks_beside(mind: Understanding) -> bool:
    sure = mind.decision is not Decision.CLARIFY and mind.score >= NAMED
    return not sure and bool(patterns.search("beside", mind.text))


def _beside(moment: Moment, topic: str) -> Turn | None:
    """What else there is for the same need."""
    entry = moment.scene.content.faq.get(topic)
    related = tuple(i for i in entry.related if is_of_here(moment, i)) if entry else ()
    if not related:
        return None
    turn = answers.clarify(moment, related, "faq.beside")
    return replace(turn, talk=replace(turn.talk, topic=topic))
