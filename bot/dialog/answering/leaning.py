"""Words read together with those before them: '두 달 됐어요' means little by itself."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content import patterns
from bot.dialog.answering import answers, topic
from bot.dialog.answering.offers import FAQ
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain import triage
from bot.domain.conversation import Mode
from bot.domain.messages import Choice, Say
from intents import Decision, Part, Understanding

#: Said by themselves so surely, words are read without those before them.
BY_ITSELF = 0.98
#: 'And what of ...?' so surely about another programme is not about this one.
PLAINLY = 0.9
#: In so few letters a part is asked for and no programme is described.
LEANS = 13
#: Read together so surely, words go on with the present programme.
TOGETHER = 0.65
#: The same where the words resemble what is said to the bot.
ALIKE = 0.95
#: So many letters are kept to read the next words with.
KEPT = 120
_SERVICES = frozenset({Decision.START, Decision.HANDOFF, Decision.SMALLTALK})


def goes_on(moment: Moment) -> Turn | None:
    """Words that mean little or something else by themselves ('병원은 아무 데나 가도 돼요?', '두 달
    됐어요'), and the present programme when they are read with those before them."""
    present, mind = moment.talk.topic, moment.mind
    if mind is None or not present or not _may_mean_else(moment, mind):
        return None
    bar = ALIKE if mind.decision in _SERVICES else TOGETHER
    if _together(moment, mind, bar) != present or moment.part is Part.CHATTER:
        return None
    if moment.part in answers.ASPECTS:
        return topic.near(moment, moment.part)
    known = mind.decision is Decision.ANSWER and mind.id == present
    again = mind.decision is Decision.UNKNOWN and moment.talk.misses > 0
    return None if known or again else topic.parts(moment)


def _may_mean_else(moment: Moment, mind: Understanding) -> bool:
    """Whether the words may mean something else with those before them. Chatter may not: looked
    for here only where nothing else was heard, and by the others last, since it takes long."""
    if not moment.talk.lately or topic.tells_below_a_card(moment):
        return False
    if mind.decision not in topic.DOUBTS and not _asks_in_passing(moment, mind):
        return False
    if not topic.leaves_open(mind.text) or answers.calls_by_name(moment, mind):
        return False
    if _names_another_need(mind):
        return False
    if mind.decision is Decision.ANSWER and mind.score >= BY_ITSELF:
        short = len(bare(mind.text)) <= LEANS
        return short and (moment.part in answers.ASPECTS or _only_tells(moment, mind))
    return mind.decision is not Decision.UNKNOWN or moment.part is not Part.CHATTER


def _only_tells(moment: Moment, mind: Understanding) -> bool:
    """Whether words tell something, and of no need."""
    if moment.part is not Part.TOLD or moment.asks:
        return False
    return not triage.has_sign(moment.scene.content.triage, mind.text)


def _names_another_need(mind: Understanding) -> bool:
    """'휴대폰비는요?' after an answer about a pension."""
    plainly = mind.decision is Decision.ANSWER and mind.score >= PLAINLY
    return plainly and mind.id not in topic.OF_ANY and bool(patterns.search("as_well", mind.text))


def _asks_in_passing(moment: Moment, mind: Understanding) -> bool:
    """'결정 나는 데 오래 걸리나요', '그게 어디 있는데요': a question that resembles what is said to
    the bot, and asks in no words for what it resembles."""
    if mind.decision not in _SERVICES or not moment.asks:
        return False
    steers = moment.control is not None and not moment.asks_plainly
    if steers or patterns.search("asks_for", mind.text):
        return False
    return mind.score < topic.SURELY or bool(patterns.search("it", mind.text))


def of_offered(moment: Moment) -> Turn | None:
    """Words said to 'is it one of these?' that name none of them: the one that is meant with the
    words before, a part of any of them, or more of the same need."""
    mind, ids = moment.mind, _asked_about(moment.talk.offered)
    if mind is None or not ids or not _may_mean_else(moment, mind):
        return None
    part = moment.part
    if part is Part.CHATTER:
        return None
    if part in answers.ASPECTS:
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
    present, text = turn.talk.topic, moment.text
    if turn.talk.form is not None or turn.talk.mode is not Mode.BOT:
        return ""
    if not present and not any(_asked_about(say.choices) for say in turn.says):
        return ""
    if present != moment.talk.topic:
        return text[-KEPT:]
    return f"{moment.talk.lately} {text}"[-KEPT:] if text else moment.talk.lately
