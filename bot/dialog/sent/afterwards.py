"""The small things that are said after something was sent: thanks, 'I wrote it down', 'please do
look', 'will you call today?'. None of them begins anything anew, and a wish reaches staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import reported
from bot.dialog.answering import answers
from bot.dialog.choices import bare
from bot.dialog.forms.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.sent import after, apart, receipt
from bot.dialog.turn import Turn
from bot.domain.changing import changed
from bot.domain.conversation import Expecting, Mode
from bot.domain.events import EventKind
from bot.domain.messages import Say, Tone
from intents import CrisisLevel, Decision, Understanding

#: Longer words tell something of their own.
SMALL = 30
_CALL, _REPORT = "callback-request", "report-neighbour"
_BOOKED = "callback"
_AMBULANCE = "medical"
#: What is asked of what was sent, by the shape of the words and the text that answers it.
_ASKED = (
    ("asks_police", "receipt.police"),
    ("remark_cost", "form.cost"),
    ("asks_to_prepare", "receipt.prepare"),
    ("asks_who_calls", "receipt.who_calls"),
)


def take(moment: Moment) -> Turn | None:
    """The turn when the words are no more than that, else None."""
    written = moment.event.kind is EventKind.TEXT and moment.press is None and bare(moment.text)
    if not written or moment.talk.mode is not Mode.BOT or after.below_a_card(moment):
        return None
    steps = _ANYWHERE if len(bare(moment.text)) <= SMALL else ()
    if _is_finished(moment):
        steps = (_goes_on, *steps)
    if after.open_here(moment) and moment.talk.receipt is None:
        steps = (*steps, *_OF_SENT)
    return next((turn for step in steps if (turn := step(moment)) is not None), None)


def asked_below(moment: Moment, told: Turn) -> Turn:
    """The answer, and below it whether the words shall be passed on."""
    asked = after.ask(moment, moment.text)
    talk = changed(told.talk, expecting=Expecting.ADD_SURE, last_words=moment.text)
    return replace(told.after(*asked.says), talk=talk)


# --------------------------------------------------------------------------------- anywhere


def _wrote_down(moment: Moment) -> Turn | None:
    """The answer to 'write these two down'."""
    if moment.asks_plainly or not patterns.search("wrote_down", moment.text):
        return None
    if patterns.search("wrote_not", moment.text):
        return None  # '번호 잘못 적었어요'
    return _said(moment, "receipt.noted")


def _good_wishes(moment: Moment) -> Turn | None:
    if not patterns.search("good_wishes", moment.text):
        return None
    return _said(moment, "smalltalk.goodbye")


def _thanks_for_it(moment: Moment) -> Turn | None:
    """'고맙습니다 꼭 좀 가봐주세요' right after it was sent asks for nothing new."""
    if not after.told_lately(moment) or after.open_here(moment):
        return None
    if not patterns.search("please_look", moment.text):
        return None
    return _said(moment, "smalltalk.thanks") if patterns.search("thanks", moment.text) else None


def _kept_secret(moment: Moment) -> Turn | None:
    """'제가 신고한 거 비밀이죠?' of the frightened."""
    sent = after.sent_here(moment)
    if sent is not None and not sent.anonymous:
        return None  # one's own request holds one's name
    return _said(moment, "form.told_nobody") if patterns.search("secret", moment.text) else None


# ------------------------------------------------------------------------ of what was finished


def _is_finished(moment: Moment) -> bool:
    sent = after.sent_here(moment)
    return sent is not None and not sent.is_open and moment.talk.form is None


def _goes_on(moment: Moment) -> Turn | None:
    """'아직도 추워요 다시 와주세요': staff hear of it anew, whatever was spoken of before."""
    mind, text = moment.mind, moment.text
    if mind is None or not any(patterns.search(name, text) for name in ("goes_on", "why_closed")):
        return None
    asks = moment.asks_plainly and mind.decision is Decision.ANSWER
    if asks or _begins(moment, mind) or answers.calls_by_name(moment, mind):
        return None
    return after.ask(moment, text)


def _begins(moment: Moment, mind: Understanding) -> bool:
    """Whether something else is wanted: a person, a form by its name, a report of somebody who
    was not told of before."""
    sent = after.sent_here(moment)
    of_report = sent is not None and sent.anonymous
    if of_report and sent is not None and reported.names_other_home(sent, mind.text):
        return True
    if mind.decision is not Decision.START:
        return mind.decision is Decision.HANDOFF
    another = mind.id == _REPORT and not of_report
    return another or bool(patterns.search("asks_for", mind.text))


# ---------------------------------------------------------------------------- of what was sent


def _lost_receipt(moment: Moment) -> Turn | None:
    if not patterns.search("lost_receipt", moment.text):
        return None
    return receipt.status(moment).before(Say(key="receipt.number_lost"))


def _asked(moment: Moment) -> Turn | None:
    if moment.talk.topic:
        return None  # it may be about the programme just spoken of
    key = next((key for name, key in _ASKED if patterns.search(name, moment.text)), None)
    return _said(moment, key) if key else None


def _over(moment: Moment) -> Turn | None:
    """Help came to the one who was reported."""
    if moment.asks_plainly or not patterns.search("help_came", moment.text):
        return None
    return _passed_on(moment, "receipt.over") if _of_reported(moment) else None


def _news(moment: Moment) -> Turn | None:
    """More of the one who was reported, told as if it were a report of its own."""
    if moment.asks_plainly or patterns.search("asks_for", moment.text):
        return None
    if patterns.search("please_look", moment.text):
        return _passed_on(moment, "receipt.asked") if len(bare(moment.text)) <= SMALL else None
    if not _of_reported(moment):
        return None
    phones = moment.scene.content.cards[_AMBULANCE].phones[:1]
    if patterns.search("not_reached", moment.text):
        worry = Say(key="receipt.unreached", phones=phones, tone=Tone.CRISIS)
        return _passed_on(moment, "").after(worry)
    mind = moment.mind
    report = mind is not None and mind.id == _REPORT and mind.decision is Decision.START
    heavy = mind is not None and mind.crisis and mind.crisis.level is CrisisLevel.DISTRESS
    if not (report or heavy) or not reported.tells_of_them(moment.talk, moment.text):
        return None
    turn = after.added(moment, moment.text)
    worry = Say(key="crisis.worry", phones=phones, tone=Tone.CRISIS)
    return turn.before(worry) if heavy else turn


def _number(moment: Moment) -> Turn | None:
    """A number given afterwards is not left lying: who stays unknown is asked first."""
    if not normal_phone(moment.text) or moment.asks_plainly:
        return None
    sent = after.sent_here(moment)
    anonymous = sent is not None and sent.anonymous
    words = moment.text
    return after.ask(moment, words) if anonymous else after.added(moment, words)


def _called_off(moment: Moment) -> Turn | None:
    """'전화 안 주셔도 돼요' of a call that is booked, '아 그냥 안 할래요' of what was just
    sent: a mere 'we will not' would still be done. Of any other case staff hear the wish."""
    sent = after.sent_here(moment)
    if sent is None or moment.talk.form is not None or len(bare(moment.text)) > SMALL:
        return None
    off = patterns.search("calls_off", moment.text) and not moment.asks_plainly
    if after.told_lately(moment) and patterns.search("thinks_better", moment.text):
        return receipt.withdraw(moment)
    if not off or patterns.search("other_way", moment.text):
        return None
    return receipt.withdraw(moment) if sent.type == _BOOKED else _passed_on(moment, "receipt.wish")


def _booked(moment: Moment) -> Turn | None:
    """A call is booked already: it is asked for again, waited for, or wished otherwise."""
    sent, mind = after.sent_here(moment), moment.mind
    if sent is None or sent.type != _BOOKED or mind is None or len(bare(mind.text)) > SMALL:
        return None
    if patterns.search("other_way", mind.text):
        return _passed_on(moment, "receipt.wish")
    again = mind.decision is Decision.START and mind.id == _CALL
    named = patterns.search("names_booking", mind.text)  # another one is wanted
    again = again and not named and bool(patterns.search("books_call", mind.text))
    if not again and not patterns.search("waits_for_it", mind.text):
        return None
    return _passed_on(moment, "receipt.waits") if again else _said(moment, "receipt.waits")


def _of_reported(moment: Moment) -> bool:
    return reported.is_meant(moment.talk, moment.text, moment.now)


def _said(moment: Moment, key: str) -> Turn:
    ways = after.SENT if after.open_here(moment) else ("menu", "person")
    return moment.turn(Say(key=key, choices=moment.scene.choices(*ways)), expecting=None)


def _passed_on(moment: Moment, key: str) -> Turn:
    """The words on the case, and what is said instead of that they were added."""
    turn = _said(moment, key) if key else moment.turn(expecting=None)
    return turn.doing(after.words_for(moment, moment.text))


_Step = Callable[[Moment], Turn | None]
_ANYWHERE: tuple[_Step, ...] = (
    _wrote_down,
    _good_wishes,
    _thanks_for_it,
    _kept_secret,
    apart.told,
)
_OF_SENT: tuple[_Step, ...] = (_lost_receipt, _asked, _over, _called_off, _booked, _news, _number)
