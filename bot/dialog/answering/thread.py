"""The thread of a talk: words that lean on the programme just spoken of.

'그럼 얼마나 나와요?', '신청은 어디서요?', '다른 건 없어요?' name no programme. They are about the
one answered last, unless they plainly mean something else.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog.answering import answers, topic
from bot.dialog.answering.offers import FAQ, is_of_here
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain import triage
from bot.domain.events import EventKind
from intents import Decision, Part, Understanding

#: From here on a programme was named; below, '그거' is the one just spoken of.
NAMED = 0.8
#: Below this a question names nothing at all.
DOUBTFUL = 0.45
#: The present programme may still be meant where it is this likely.
MAY_BE = 0.1
#: 'And what is that' takes no more letters; a longer question has a subject.
WHAT_IS = 7
#: So few letters are a part of an answer and nothing more.
BARE = 5
#: What is asked beside any programme.
_ASIDES = frozenset({"privacy-info", "how-to-apply"})
_OF_ONESELF = frozenset({Part.WHO, Part.OTHER, Part.TOLD})
#: What is said to the bot, not about a programme.
_STEERING = frozenset({"menu", "skip", "back", "edit", "yes", "no"})


def follow_up(moment: Moment) -> Turn | None:
    """The part of the same programme that is asked about, or what there is beside it.

    Only when the words name no programme themselves.
    """
    present, mind = moment.talk.topic, moment.mind
    if not present or mind is None or len(mind.text) > topic.MAX_FOLLOW_UP:
        return None
    if topic.tells_below_a_card(moment) or patterns.search("wants_to_ask", mind.text):
        return None
    if _asks_beside(mind):
        return _beside(moment, present)
    if _asks_what_it_is(moment, mind):
        return answers.about(moment, present)
    if patterns.search("has_it", mind.text) and not moment.asks_plainly:
        return topic.parts(moment, tells=True)
    if _tells_status(moment, mind) and moment.part in _OF_ONESELF:
        return topic.parts(moment) if moment.part is Part.TOLD else topic.near(moment, Part.WHO)
    resembles = _only_resembles(moment, mind)
    leans = resembles or _of_topic(mind, present) or _is_bare_part(moment, mind)
    asked = moment.part if leans else _part_of_any(moment, mind)
    if asked is not None and asked in answers.ASPECTS:
        return topic.near(moment, asked)
    points = resembles or (leans and patterns.search("it", mind.text))
    return in_doubt(moment) if points or _strays(mind, present) else None


def _asks_what_it_is(moment: Moment, mind: Understanding) -> bool:
    if len(bare(mind.text)) > WHAT_IS or answers.calls_by_name(moment, mind):
        return False
    return bool(patterns.search("it", mind.text) and patterns.search("what_is", mind.text))


def _tells_status(moment: Moment, mind: Understanding) -> bool:
    """Whether what one has or is stands there as a condition, and no need of its own."""
    if mind.decision not in topic.DOUBTS or not patterns.search("status", mind.text):
        return False
    if mind.decision is Decision.ANSWER and patterns.search("of_status", mind.text):
        return False
    return not triage.has_sign(moment.scene.content.triage, mind.text)


def names_another(moment: Moment, pick: str) -> bool:
    """'에너지바우처는 어떻게 신청해요' holds the words of a button under another answer."""
    mind = moment.mind
    if mind is None or moment.event.kind is not EventKind.TEXT or not pick.startswith(FAQ):
        return False
    of_pick = pick.removeprefix(FAQ).partition(":")[0]
    plainly = mind.decision is Decision.ANSWER and mind.score >= NAMED and mind.id != of_pick
    return plainly and answers.calls_by_name(moment, mind)


def kept(moment: Moment, told: Turn) -> Turn:
    """The turn with the programme spoken of before, where what was told is about any: 'will my
    company hear of it?' is answered, and the next words go on with the debts."""
    before = moment.talk.topic
    if not before or before in _ASIDES or told.talk.topic not in _ASIDES:
        return told
    return replace(told, talk=replace(told.talk, topic=before))


def in_doubt(moment: Moment) -> Turn | None:
    """Words that mean nothing known, said after an answer: most likely they go on from it, so
    the part they ask for is told, or its parts are offered, once before we say that we do not
    understand."""
    mind = moment.mind
    if not moment.talk.topic or mind is None or moment.talk.misses:
        return None
    if moment.part is Part.CHATTER or not topic.leaves_open(mind.text):
        return None
    return (
        topic.near(moment, moment.part) if moment.part in answers.ASPECTS else topic.parts(moment)
    )


def _of_topic(mind: Understanding, present: str) -> bool:
    """Whether the words may be about the programme just spoken of."""
    if mind.score < NAMED and patterns.search("it", mind.text):
        return mind.decision in topic.DOUBTS
    if mind.decision is Decision.CLARIFY:
        return mind.score < DOUBTFUL or any(c.id == present for c in mind.candidates)
    return mind.decision is Decision.UNKNOWN


def _is_bare_part(moment: Moment, mind: Understanding) -> bool:
    """'서류', '얼마예요': too little to name anything, whatever it was taken for."""
    is_bare = mind.decision in topic.DOUBTS and len(bare(mind.text)) <= BARE
    return is_bare and not answers.calls_by_name(moment, mind)


def _only_resembles(moment: Moment, mind: Understanding) -> bool:
    """'뭐뭐 떼가야 돼요' resembles '메뉴', '결과는 언제 알아요' what those ask who applied: nothing
    here is steered, and nothing was applied for."""
    if mind.id == "case-status":
        talk = moment.talk
        return mind.score < topic.SURELY and not (talk.case_no or talk.linked or talk.receipt)
    return mind.id in _STEERING and moment.control is None


def _strays(mind: Understanding, present: str) -> bool:
    """Whether another programme is heard in words that may as well go on with this one: '65세
    안 됐는데' after an answer about a pension."""
    if mind.decision is not Decision.ANSWER or mind.id == present or mind.score >= NAMED:
        return False
    return any(c.id == present and c.score >= MAY_BE for c in mind.candidates)


def _part_of_any(moment: Moment, mind: Understanding) -> Part | None:
    """'신청은 어디서요?' means this programme, where '복지 신청은 어디서 해요?' means any."""
    usual = topic.OF_ANY.get(mind.id or "")
    if mind.id == moment.talk.topic or not usual or patterns.search("in_general", mind.text):
        return None
    if mind.id == "center-info" and moment.part is not usual:
        return None
    return moment.part if moment.part in answers.ASPECTS else usual


def _asks_beside(mind: Understanding) -> bool:
    if patterns.search("only_beside", mind.text):
        return True
    sure = mind.decision is not Decision.CLARIFY and mind.score >= NAMED
    return not sure and bool(patterns.search("beside", mind.text))


def _beside(moment: Moment, present: str) -> Turn | None:
    """What else there is for the same need."""
    entry = moment.scene.content.faq.get(present)
    related = tuple(i for i in entry.related if is_of_here(moment, i)) if entry else ()
    if not related:
        return None
    turn = answers.clarify(moment, related, "faq.beside")
    return replace(turn, talk=replace(turn.talk, topic=present))
