"""Below a card: whether they are alone, where they are, and whatever else is said in danger.

Staying close: what is asked is answered, nothing is pressed, and every word reaches the people who
answer the alarm.
"""

from __future__ import annotations

from bot.content import patterns
from bot.dialog import safety
from bot.dialog.answering import answers
from bot.dialog.forms.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Effect, Turn
from bot.domain.conversation import Expecting
from bot.domain.events import EventKind
from bot.domain.messages import Phone, Say, Tone
from bot.domain.receipt import find_number
from intents import Decision, Part, Understanding

#: This sure of a programme or a service, words after a card are more than part of the talk.
SURE = 0.6
#: This sure, a question that names no programme is about one all the same.
PLAIN = 0.9
#: Who helps in a danger to the one who writes, as an entry of the FAQ, and the parts of its answer
#: that are told.
_HELP = {
    "suicide": ("suicide-prevention", {Part.HOW}),
    "abuse-child": ("child-abuse", {Part.HOW, Part.DOCUMENTS}),
    "abuse-elder": ("elder-abuse", {Part.HOW, Part.DOCUMENTS}),
    "abuse-domestic": ("domestic-violence", {Part.HOW, Part.DOCUMENTS}),
}
_ANSWERS = {"yes": "alone_yes", "no": "alone_no"}
#: Who is near may be the one to be afraid of.
_FROM_NEAR = ("abuse-", "violence")
_WORSE, _LEAVE = "crisis.worse", "crisis.leave"
#: What is said below a card, by the shape of the words; the first that fits is answered.
_SHAPES = (
    ("getting_worse", _WORSE),
    ("softened", "crisis.softened"),
    ("line_busy", "crisis.line_busy"),
    ("who_comes", "crisis.who_comes"),
    ("is_it_a_robot", "crisis.robot"),
    ("calls_someone", "crisis.calls_someone"),
    ("takes_leave", _LEAVE),
)


def after_card(moment: Moment) -> Turn | None:
    """What comes after the question whether they are alone: stay close, press nothing."""
    if moment.talk.expecting is not Expecting.CRISIS_ALONE:
        return None
    if moment.pick in {"person", "resume", "menu"} or patterns.search("resume", moment.text):
        return None
    if find_number(moment.text):
        return None
    if (way := _way_out(moment)) is not None:
        return way
    key = _after_key(moment)
    if key is None:
        return None
    ways = ("person", "call_me", "resume") if moment.talk.form else ("person", "call_me")
    choices = moment.scene.choices(*ways)
    says = [Say(key=key, tone=Tone.CRISIS, choices=choices, phones=_phones(moment, key))]
    if key == "crisis.softened" and moment.talk.form is not None:
        says.append(_offer_form(moment))
    keep = None if key == "crisis.softened" else Expecting.CRISIS_ALONE
    return moment.turn(*says, expecting=keep).doing(*_told_staff(moment))


def _way_out(moment: Moment) -> Turn | None:
    """'어디로 가야 돼요', '짐은 뭐 챙겨요' below a card is asked of those who help in just this
    danger."""
    entry, parts = _HELP.get(_kind(moment), ("", set[Part]()))
    if not entry or not moment.asks or moment.press or _shape(moment):
        return None
    if _of_another_matter(moment) or _says_who_is_near(moment.text):
        return None
    part = moment.part
    if part not in parts:
        if not _is_from_near(moment):
            return None
        part = Part.HOW
    told = answers.about(moment, entry, part)
    return told.doing(*_told_staff(moment)) if told is not None else None


def _kind(moment: Moment) -> str:
    return moment.talk.crisis_kind.removesuffix(safety.OWN)


def _is_from_near(moment: Moment) -> bool:
    return _kind(moment).startswith(_FROM_NEAR)


def _says_who_is_near(text: str) -> bool:
    return any(patterns.search(shape, text) for shape in _ANSWERS.values())


def listening(moment: Moment) -> Turn | None:
    """Words that mean nothing known, from somebody who was in danger or worn out a moment ago:
    they are heard, and after an alarm they reach staff. 'I did not understand' would hurt."""
    alarmed = safety.in_danger(moment)
    worn_out = moment.talk.crisis_kind == safety.DISTRESS and safety.is_recent(moment)
    if not (alarmed or worn_out):
        return None
    key = "crisis.stay" if alarmed and moment.talk.crisis_case else "crisis.listening"
    choices = moment.scene.choices("person", "call_me")
    turn = moment.turn(Say(key=key, tone=Tone.CRISIS, choices=choices))
    return turn.doing(*_told_staff(moment)) if key == "crisis.stay" else turn


def _phones(moment: Moment, key: str) -> tuple[Phone, ...]:
    """The numbers once more, where the words point to them."""
    if key == _WORSE:
        return moment.scene.content.cards["medical"].phones
    return moment.scene.content.cards[_kind(moment)].phones if key == "crisis.line_busy" else ()


def _after_key(moment: Moment) -> str | None:
    text, pick = moment.text, moment.pick
    if moment.event.kind not in {EventKind.TEXT, EventKind.PRESS}:
        return None
    if pick == "call_me" or _asks_to_be_called(moment):
        return "crisis.call"
    if normal_phone(text):
        return "crisis.number_kept"
    if (shape := _shape(moment)) is not None:
        return shape
    if _says_where(moment):
        return "crisis.place_kept"
    answer = _alone(moment, pick)
    if answer is not None:
        return _of_answer(moment, answer)
    return "crisis.stay" if text.strip() and not _of_another_matter(moment) else None


def _shape(moment: Moment) -> str | None:
    """What the shape of the words says. '기초연금 얼마예요? 고마워요' asks, and does not leave."""
    found = next((key for shape, key in _SHAPES if patterns.search(shape, moment.text)), None)
    return None if found == _LEAVE and _of_another_matter(moment) else found


def _asks_to_be_called(moment: Moment) -> bool:
    """'전화해 주세요' of somebody in danger begins no form: the number is all that is needed."""
    mind = moment.mind
    return mind is not None and mind.decision is Decision.START and mind.id == "callback-request"


def _of_answer(moment: Moment, answer: str) -> str:
    near = answer == "alone_no" and _is_from_near(moment)
    return "crisis.not_alone_safe" if near else f"crisis.{answer}"


def _says_where(moment: Moment) -> bool:
    """'마장동 현대아파트 101동이에요': told so that somebody can come."""
    if moment.asks or moment.event.kind is not EventKind.TEXT:
        return False
    named = bool(moment.scene.places.guess(moment.text).candidates)
    return named or bool(patterns.search("where_i_am", moment.text))


def _alone(moment: Moment, pick: str | None) -> str | None:
    if pick in _ANSWERS.values():
        return pick
    for answer in ("alone_no", "alone_yes"):  # '혼자 아니에요' holds both
        if patterns.search(answer, moment.text):
            return answer
    asked = any(choice.id in _ANSWERS.values() for choice in moment.talk.offered)
    return _ANSWERS.get(moment.control or "") if asked else None


def _of_another_matter(moment: Moment) -> bool:
    """A plain question or request. What is only told stays part of this talk, whatever programme
    it resembles: '빚이 3천이에요', '남편이 죽었어요'. The danger of a home where somebody beats is
    left only for what is called by its name."""
    mind = moment.mind
    if mind is None or mind.id is None or mind.score < SURE:
        return False
    if mind.decision is Decision.HANDOFF:
        return True
    if mind.decision is Decision.START:
        return bool(patterns.search("asks_for", moment.text)) or moment.control is not None
    if mind.decision is not Decision.ANSWER or not moment.asks:
        return False
    return answers.calls_by_name(moment, mind) or _is_plain(moment, mind)


def _is_plain(moment: Moment, mind: Understanding) -> bool:
    return mind.score >= PLAIN and not _is_from_near(moment)


def _told_staff(moment: Moment) -> tuple[Effect, ...]:
    """Every word after an alarm reaches the people who answer it, pressed ones as well."""
    text = moment.text
    if moment.event.kind is EventKind.PRESS and moment.pick:
        text = moment.scene.choice(moment.pick).label
    if not text:
        return ()
    return (AddWords(case_no=moment.talk.crisis_case, text=text),)


def _offer_form(moment: Moment) -> Say:
    assert moment.talk.form is not None
    form = moment.scene.content.forms[moment.talk.form.form_id]
    return Say(
        key="crisis.resume_form",
        params={"title": form.title},
        choices=moment.scene.choices("resume", "later", "person"),
    )
