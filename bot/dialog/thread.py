"""The thread of a talk: words that lean on the programme just spoken of, or on those offered.

'그럼 얼마나 나와요?', '신청은 어디서요?', '다른 건 없어요?' name no programme. They are about the
one answered last, unless they plainly mean something else (`follow_up`). '두 달 됐어요' means
little by itself, and is read with the words before it (`goes_on`, `of_offered`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.content import patterns
from bot.dialog import answers, safety
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.offers import FAQ, is_of_here
from bot.dialog.turn import Turn
from bot.domain import triage
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.messages import Choice, Say
from intents import Decision, Part, Understanding, control

#: A question about the programme just spoken of is short; a longer one brings its own subject.
MAX_FOLLOW_UP = 40
#: From here on a programme was named; below, '그거' is the one just spoken of.
NAMED = 0.8
#: So surely somebody asks what became of a request, though none is known here.
SURELY = 0.97
#: Below this a question names nothing at all.
DOUBTFUL = 0.45
#: The present programme may still be meant where it is this likely.
MAY_BE = 0.1
#: Said by themselves so surely, words are read without those before them.
BY_ITSELF = 0.98
#: In so few letters a part is asked for and no programme is described.
LEANS = 13
#: Read together so surely, words go on with the present programme.
TOGETHER = 0.65
#: The same where the words resemble what is said to the bot.
ALIKE = 0.95
#: So many letters are kept to read the next words with.
KEPT = 120
#: Fewer letters ('ㅎㅎ', '음') are about nothing.
SAYS = 3
#: 'And what is that' takes no more letters; a longer question has a subject.
WHAT_IS = 7
#: So few letters are a part of an answer and nothing more.
BARE = 5
_DOUBTS = frozenset({Decision.ANSWER, Decision.CLARIFY, Decision.UNKNOWN})
_SERVICES = frozenset({Decision.START, Decision.HANDOFF, Decision.SMALLTALK})
#: What tells of no programme in particular, by the part of the present one it then asks about.
_OF_ANY = {"how-to-apply": Part.HOW, "center-info": Part.HOW}
#: What is asked beside any programme.
_ASIDES = frozenset({"privacy-info", "how-to-apply"})
_OF_ONESELF = frozenset({Part.WHO, Part.OTHER, Part.TOLD})
#: What is said to the bot, not about a programme.
_STEERING = frozenset({"menu", "skip", "back", "edit", "yes", "no"})


def follow_up(moment: Moment) -> Turn | None:
    """The part of the same programme that is asked about, or what there is beside it.

    Only when the words name no programme themselves.
    """
    topic, mind = moment.talk.topic, moment.mind
    if not topic or mind is None or len(mind.text) > MAX_FOLLOW_UP:
        return None
    if _tells_below_a_card(moment):
        return None
    if _asks_beside(mind):
        return _beside(moment, topic)
    if _asks_what_it_is(moment, mind):
        return answers.about(moment, topic)
    if _tells_status(moment, mind) and moment.part in _OF_ONESELF:
        return _parts(moment) if moment.part is Part.TOLD else _near(moment, Part.WHO)
    resembles = _only_resembles(moment, mind)
    leans = resembles or _of_topic(mind, topic) or _is_bare_part(moment, mind)
    asked = moment.part if leans else _part_of_any(moment, mind)
    if asked is not None and asked in answers.ASPECTS:
        return _near(moment, asked)
    points = resembles or (leans and patterns.search("it", mind.text))
    return in_doubt(moment) if points or _strays(mind, topic) else None


def _tells_below_a_card(moment: Moment) -> bool:
    """'돈도 없어요' of somebody in danger asks no price."""
    return safety.in_danger(moment) and not moment.asks


def _asks_what_it_is(moment: Moment, mind: Understanding) -> bool:
    if len(bare(mind.text)) > WHAT_IS or answers.calls_by_name(moment, mind):
        return False
    return bool(patterns.search("it", mind.text) and patterns.search("what_is", mind.text))


def _tells_status(moment: Moment, mind: Understanding) -> bool:
    """Whether what one has or is stands there as a condition, and no need of its own."""
    if mind.decision not in _DOUBTS or not patterns.search("status", mind.text):
        return False
    if mind.decision is Decision.ANSWER and patterns.search("of_status", mind.text):
        return False
    return not triage.has_sign(moment.scene.content.triage, mind.text)


def goes_on(moment: Moment) -> Turn | None:
    """Words that mean little or something else by themselves ('병원은 아무 데나 가도 돼요?', '두 달
    됐어요'), and the present programme when they are read with those before them."""
    topic, mind = moment.talk.topic, moment.mind
    if mind is None or not topic or not _may_mean_else(moment, mind):
        return None
    bar = ALIKE if mind.decision in _SERVICES else TOGETHER
    if _together(moment, mind, bar) != topic:
        return None
    if moment.part in answers.ASPECTS:
        return _near(moment, moment.part)
    known = mind.decision is Decision.ANSWER and mind.id == topic
    again = mind.decision is Decision.UNKNOWN and moment.talk.misses > 0
    return None if known or again else _parts(moment)


def _may_mean_else(moment: Moment, mind: Understanding) -> bool:
    """Whether the words may mean something else with those before them; chatter may not."""
    if not moment.talk.lately or _tells_below_a_card(moment):
        return False
    if mind.decision not in _DOUBTS and not _asks_in_passing(moment, mind):
        return False
    if not SAYS <= len(bare(mind.text)) <= MAX_FOLLOW_UP or answers.calls_by_name(moment, mind):
        return False
    if mind.decision is Decision.ANSWER and mind.score >= BY_ITSELF:
        tells = moment.part is Part.TOLD and not moment.asks
        return len(bare(mind.text)) <= LEANS and (tells or moment.part in answers.ASPECTS)
    return moment.part is not Part.CHATTER


def _asks_in_passing(moment: Moment, mind: Understanding) -> bool:
    """'결정 나는 데 오래 걸리나요', '그게 어디 있는데요': a question that resembles what is said to
    the bot, and asks in no words for what it resembles."""
    if mind.decision not in _SERVICES or not moment.asks:
        return False
    steers = control(mind.text) is not None and not moment.asks_plainly
    if steers or patterns.search("asks_for", mind.text):
        return False
    return mind.score < SURELY or bool(patterns.search("it", mind.text))


def _near(moment: Moment, part: Part) -> Turn | None:
    """The part that is nearest to a question. For whom a programme is says much, and not whether
    it is for just this one ('여름에도 돼요?'): that is said."""
    insists = moment.talk.part == part and patterns.search("insists", moment.text)
    if part is Part.WHO and insists:
        ways = moment.scene.choices("request", "person")
        return moment.turn(Say(key="faq.cannot_tell", choices=ways))
    told = answers.about(moment, moment.talk.topic, part)
    if told is None or part is not Part.WHO or patterns.search("names_who", moment.text):
        return told
    return told.before(Say(key="faq.near"))


def of_offered(moment: Moment) -> Turn | None:
    """Words said to 'is it one of these?' that name none of them: the one that is meant with the
    words before, a part of any of them, or more of the same need."""
    mind, ids = moment.mind, _asked_about(moment.talk.offered)
    if mind is None or not ids or not _may_mean_else(moment, mind):
        return None
    if (part := moment.part) in answers.ASPECTS:
        return answers.about(moment, ids[0], part) if len(ids) == 1 else _which(moment, ids, part)
    together = _together(moment, mind, TOGETHER)
    if together in ids:
        return answers.about(moment, together)
    return answers.clarify(moment, ids, "clarify.told") if part is Part.TOLD else None


def _asked_about(offered: Sequence[Choice]) -> tuple[str, ...]:
    """The programmes of 'is it one of these?', when that was asked last."""
    if all(choice.id != "none_of_these" for choice in offered):
        return ()
    programmes = (c.id.removeprefix(FAQ) for c in offered if c.id.startswith(FAQ))
    return tuple(i for i in programmes if ":" not in i)


def _which(moment: Moment, ids: Sequence[str], part: str) -> Turn:
    """The same part of each of the programmes, to press."""
    titled = ((i, moment.scene.content.faq.title(i)) for i in ids)
    choices = (Choice(id=f"{FAQ}{i}:{part}", label=title) for i, title in titled if title)
    ways = moment.scene.choices("none_of_these", "person")
    return moment.turn(Say(key="clarify.which", choices=(*choices, *ways)))


def _together(moment: Moment, mind: Understanding, bar: float) -> str:
    """What the words are about when they are read with those before them; "" when that is not
    as sure as the bar either."""
    found = moment.scene.interpreter.likeliest(f"{moment.talk.lately} {mind.text}")
    return found.id if found is not None and found.score >= bar else ""


def lately(moment: Moment, turn: Turn) -> str:
    """The words to read the next ones with: the last about the topic or of what was offered; none
    where there is no such, a form is open, or a person is talked with."""
    topic, text = turn.talk.topic, moment.text
    offers = any(_asked_about(say.choices) for say in turn.says)
    elsewhere = turn.talk.form is not None or turn.talk.mode is not Mode.BOT
    if elsewhere or not (topic or offers):
        return ""
    if topic != moment.talk.topic:
        return text[-KEPT:]
    return f"{moment.talk.lately} {text}"[-KEPT:] if text else moment.talk.lately


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
    if moment.part is Part.CHATTER or not SAYS <= len(bare(mind.text)) <= MAX_FOLLOW_UP:
        return None
    return _near(moment, moment.part) if moment.part in answers.ASPECTS else _parts(moment)


def _parts(moment: Moment) -> Turn | None:
    """The parts of the present answer, offered. Whoever told something ('진단서는 있어요') is heard
    rather than not understood."""
    told = answers.about(moment, moment.talk.topic)
    if told is None:
        return None
    [whole] = told.says
    tells = moment.part is Part.TOLD or (moment.part is Part.OTHER and not moment.asks)
    key = "unknown.told_of_topic" if tells else "unknown.in_topic"
    if tells and moment.talk.misses:
        key = "unknown.told_more"
    title = moment.scene.content.faq.title(moment.talk.topic) or ""
    return moment.turn(Say(key=key, params={"title": title}, choices=whole.choices), misses=1)


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


def _only_resembles(moment: Moment, mind: Understanding) -> bool:
    """'뭐뭐 떼가야 돼요' resembles '메뉴', '결과는 언제 알아요' what those ask who applied: nothing
    here is steered, and nothing was applied for."""
    if mind.id == "case-status":
        talk = moment.talk
        return mind.score < SURELY and not (talk.case_no or talk.linked or talk.receipt)
    return mind.id in _STEERING and control(mind.text) is None


def _strays(mind: Understanding, topic: str) -> bool:
    """Whether another programme is heard in words that may as well go on with this one: '65세
    안 됐는데' after an answer about a pension."""
    if mind.decision is not Decision.ANSWER or mind.id == topic or mind.score >= NAMED:
        return False
    return any(c.id == topic and c.score >= MAY_BE for c in mind.candidates)


def _part_of_any(moment: Moment, mind: Understanding) -> Part | None:
    """'신청은 어디서요?' means this programme, where '복지 신청은 어디서 해요?' means any."""
    usual = _OF_ANY.get(mind.id or "")
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


def _beside(moment: Moment, topic: str) -> Turn | None:
    """What else there is for the same need."""
    entry = moment.scene.content.faq.get(topic)
    related = tuple(i for i in entry.related if is_of_here(moment, i)) if entry else ()
    if not related:
        return None
    turn = answers.clarify(moment, related, "faq.beside")
    return replace(turn, talk=replace(turn.talk, topic=topic))
