"""What the words mean, outside of any form: a programme, a service, a doubt, or nothing known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import below_card, handoff, hardship, menu, swindle
from bot.dialog.answering import answers, leaning, offers, thread, topic
from bot.dialog.choices import bare
from bot.dialog.forms.prefill import BARE_REQUEST, TELLS
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_CARRIED, clipped
from bot.dialog.sent import after, afterwards
from bot.dialog.turn import Turn
from bot.domain import triage
from bot.domain.changing import changed
from bot.domain.events import EventKind
from bot.domain.messages import Say, Tone
from intents import CrisisLevel, Decision, Understanding, Who

LADDER = ("unknown.first", "unknown.second", "unknown.third")
#: 'Is it this?' is asked from here on; several may be offered below.
ALONE = 0.35
#: So surely asked for, it is answered even when something else may be meant beside it.
PLAIN = 0.9
#: A candidate this near to the best one may be meant.
LIKELY = 0.5
#: So many letters tell something, with a sign of need or without one.
STORY = 15
LONG_STORY = 40
#: So few letters beside a telephone number only say that it is one.
BESIDE_NUMBER = 12
#: A refusal is short; a longer sentence says what is wanted instead.
REFUSES = 20
_DOUBTS = frozenset({Decision.CLARIFY, Decision.UNKNOWN})
_OF_PEOPLE = frozenset({"talk-to-human", "complaint"})
#: Sayings that do not end a row of misunderstandings.
_NO_SUCCESS = ("unknown.", "boundary.", "input.")


def meant(moment: Moment) -> Turn | None:
    """What the words mean, and what is done about it."""
    mind = moment.mind
    if mind is None:
        return None
    if mind.masked:
        rest = patterns.without("masked", mind.text).strip()
        if not bare(rest):
            return menu.main(moment)  # only a number that we do not keep
        mind = _without_numbers(moment, mind, rest)
        moment = changed(moment, mind=mind)
    if _of_another_in_doubt(mind) and not _tells_of_self(moment):
        return _worry(moment, mind)
    if (swindled := swindle.warned(moment)) is not None:
        return swindled
    if patterns.search("wants_to_ask", moment.text):
        return _go_ahead(moment)
    if mind.decision in _DOUBTS and (met := hardship.met(moment, kept_words(moment))) is not None:
        return met
    moment = _remembering(moment)
    leans = leaning.of_offered(moment) or leaning.goes_on(moment)
    doing = _DECISIONS.get(mind.decision)
    return leans or (doing(moment, mind) if doing else None)


def _without_numbers(moment: Moment, mind: Understanding, rest: str) -> Understanding:
    """'제 주민번호는 … 월세가 밀렸어요' asks nothing of residents' numbers."""
    meant = moment.scene.interpreter.understand(rest)
    return replace(meant, text=mind.text, masked=mind.masked, crisis=mind.crisis)


def _go_ahead(moment: Moment) -> Turn:
    """'또 물어볼 게 있어요': somebody who asks whether they may ask."""
    ways = moment.scene.choices("request", "report", "person")
    return moment.turn(Say(key="smalltalk.go_ahead", choices=ways))


def number_given(moment: Moment) -> Turn | None:
    """A telephone number out of the blue: it asks to be called, and no part of any answer."""
    rest = patterns.without("phone", moment.text)
    if rest == moment.text or len(bare(rest)) > BESIDE_NUMBER or moment.asks:
        return None
    return moment.turn(
        Say(key="input.number_given", choices=moment.scene.choices("call_me", "person"))
    )


def _of_another_in_doubt(mind: Understanding) -> bool:
    """Heavy words about somebody else that are no alarm yet, and mean nothing plainer."""
    crisis = mind.crisis
    doubt = crisis is not None and crisis.level is CrisisLevel.DISTRESS and crisis.who is Who.OTHER
    return doubt and mind.decision in {Decision.CLARIFY, Decision.UNKNOWN}


def _tells_of_self(moment: Moment) -> bool:
    """'애가 둘이고 와이프는 집에 있어요' of somebody who told of their own need a moment ago begins
    no report: nobody outside of their own home is named."""
    own_matter = moment.talk.last_words or moment.talk.topic
    if not own_matter or moment.event.kind is not EventKind.TEXT or moment.pick is not None:
        return False
    own_home = bool(patterns.search("own_home", moment.text))
    shapes = ("house", "honoured", "another_home", "asks_for", *(() if own_home else ("someone",)))
    return not any(patterns.search(shape, moment.text) for shape in shapes)


def _worry(moment: Moment, mind: Understanding) -> Turn | None:
    """They are heard as a report, with the number to call first."""
    report = menu.service(moment, "report-neighbour")
    if report is None or mind.crisis is None:
        return report
    phones = moment.scene.content.cards[mind.crisis.kind].phones
    return report.before(Say(key="crisis.worry", phones=phones, tone=Tone.CRISIS))


def _remembering(moment: Moment) -> Moment:
    """Words of need are kept for a form that may follow; plain questions and small talk are
    not."""
    mind = moment.mind
    if mind is None or not moment.text:
        return moment
    told = mind.decision in {Decision.ANSWER, Decision.UNKNOWN} and not mind.is_question
    if not told and mind.decision is not Decision.CLARIFY:
        return moment
    words = kept_words(moment)
    if words == moment.talk.last_words:
        return moment
    return moment.at(changed(moment.talk, last_words=words))


def kept_words(moment: Moment) -> str:
    """What was said of the need so far, the newest last. So few words as name a programme
    ('긴급복지 그거요') or ask for a service add nothing to it."""
    before, text = moment.talk.last_words, moment.text
    length = len(bare(text))
    if length < TELLS or text in before:
        return before
    if before and length <= BARE_REQUEST and _only_names(moment):
        return before
    return clipped(" / ".join(words for words in (before, text) if words), MAX_CARRIED)


def _only_names(moment: Moment) -> bool:
    mind = moment.mind
    named = mind is not None and answers.calls_by_name(moment, mind)
    return named or bool(patterns.search("only_asks", moment.text))


def _answer(moment: Moment, mind: Understanding) -> Turn | None:
    if mind.id is None:
        return None
    if len(mind.needs) > 1:
        if mind.score >= PLAIN and mind.id in mind.needs:
            return answers.with_others(moment, mind.id, mind.needs)
        return answers.clarify(moment, mind.needs, "clarify.needs")
    part = answers.asked_part(moment) or answers.same_part(moment)
    told = answers.about(moment, mind.id, part)
    if told is not None and patterns.search("went_wrong", moment.text):
        told = told.before(Say(key="faq.ask_staff"))
    if told is not None and after.may_add(moment):
        return afterwards.asked_below(moment, thread.kept(moment, told))
    return thread.kept(moment, told) if told else menu.service(moment, mind.id)


def _clarify(moment: Moment, mind: Understanding) -> Turn | None:
    if mind.candidates and mind.candidates[0].id in _OF_PEOPLE:
        choices = moment.scene.choices("person", "none_of_these")
        return moment.turn(Say(key="clarify.person", choices=choices))
    ids = mind.needs if _tells_needs(mind) else _likely(mind)
    known = tuple(i for i in ids if offers.candidate(moment, i))
    if not known:
        return None
    if len(known) == 1:
        sure = mind.score >= ALONE
        return answers.clarify(moment, known, "clarify.one") if sure else None
    return answers.clarify(moment, known, _hearing(moment, mind))


def _likely(mind: Understanding) -> tuple[str, ...]:
    """What is worth asking about: a far-fetched third choice hurts more than it helps."""
    best = max((c.score for c in mind.candidates), default=0.0)
    return tuple(c.id for c in mind.candidates if c.score >= best * LIKELY)


def _tells_needs(mind: Understanding) -> bool:
    """Several needs, and not one need that several programmes may meet."""
    nearest = {c.id for c in mind.candidates[:2]}
    return len(mind.needs) > 1 and nearest <= set(mind.needs)


def _hearing(moment: Moment, mind: Understanding) -> str:
    """Hear first: a worry is met before anything is asked about it."""
    if _tells_needs(mind):
        return "clarify.needs"
    if triage.has_sign(moment.scene.content.triage, mind.text):
        return "clarify.worried"
    return "clarify.ask" if mind.is_question else "clarify.heard"


def _service(moment: Moment, mind: Understanding) -> Turn | None:
    if mind.id is None:
        return None
    if mind.id == "report-neighbour" and _tells_of_self(moment):
        return topic.parts(moment, tells=True) if moment.talk.topic else None
    if _is_one_need_of_several(moment, mind):
        told = moment.at(changed(moment.talk, last_words=kept_words(moment)))
        return answers.clarify(told, mind.needs, "clarify.needs")
    return _not_wanted(moment, mind.id) or menu.service(moment, mind.id)


def _is_one_need_of_several(moment: Moment, mind: Understanding) -> bool:
    """'허리를 다쳐서 벌이가 없어요' tells of care and of money, and asks for no form: none is
    opened before it is heard. A report is never held up."""
    form = moment.scene.content.form_for_intent(mind.id or "")
    if form is None or form.anonymous_default or len(mind.needs) < 2 or mind.score >= PLAIN:
        return False
    return not patterns.search("asks_for", mind.text)


def _not_wanted(moment: Moment, intent: str) -> Turn | None:
    """'전화는 싫어요', '신청은 안 할래요': a form is named, and not asked for."""
    text = moment.text
    if moment.scene.content.form_for_intent(intent) is None or len(bare(text)) > REFUSES:
        return None
    if not patterns.search("not_wanted", text) or patterns.search("asks_for", text):
        return None
    return below_card.listening(moment) or menu.not_wanted(moment)


def _person(moment: Moment, mind: Understanding) -> Turn | None:
    return handoff.ask(moment, "complaint" if mind.id == "complaint" else "asked")


def _boundary(moment: Moment, mind: Understanding) -> Turn | None:
    key = "boundary.again" if moment.talk.rude else "boundary.first"
    say = Say(key=key, choices=moment.scene.choices("menu", "person"))
    return moment.turn(say, rude=moment.talk.rude + 1)


_DECISIONS: dict[Decision, Callable[[Moment, Understanding], Turn | None]] = {
    Decision.ANSWER: _answer,
    Decision.CLARIFY: _clarify,
    Decision.START: _service,
    Decision.SMALLTALK: _service,
    Decision.HANDOFF: _person,
    Decision.BOUNDARY: _boundary,
}


def unknown(moment: Moment) -> Turn:
    """Say so; the second time offer three things, the third time a person."""
    heard = below_card.listening(moment) or thread.in_doubt(moment)
    if heard is not None:
        return replace(heard, talk=replace(heard.talk, last_words=kept_words(moment)))
    misses = moment.talk.misses
    if patterns.search("opens_up", moment.text):
        return _go_ahead(moment)
    if not misses and _tells_need(moment):
        ways = moment.scene.choices("request", "none_of_these", "person")
        say = Say(key="unknown.heard", choices=ways)
        return moment.turn(say, misses=1, last_words=kept_words(moment))
    say = Say(key=LADDER[min(misses, 2)], choices=moment.scene.choices("menu", "person"))
    if misses == 1:
        say = replace(say, choices=moment.scene.choices("request", "report", "person"))
    return moment.turn(say, misses=misses + 1, last_words=kept_words(moment))


def _tells_need(moment: Moment) -> bool:
    """A story that we cannot place is heard all the same; 'I did not understand' would hurt."""
    words = moment.text
    length = len(bare(words))
    if length < STORY:
        return False
    return length >= LONG_STORY or triage.has_sign(moment.scene.content.triage, words)


def understood(turn: Turn) -> Turn:
    """A turn that helped ends the row of misunderstandings."""
    if not turn.talk.misses and not turn.talk.rude:
        return turn
    if not turn.says or any(s.key.startswith(_NO_SUCCESS) for s in turn.says):
        return turn
    return changed(turn, talk=changed(turn.talk, misses=0, rude=0))
