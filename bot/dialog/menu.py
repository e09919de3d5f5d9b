"""The services by name: what each intent does when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.content import patterns
from bot.dialog import below_card, handoff, safety
from bot.dialog.answering import answers, offers
from bot.dialog.forms import form, steering
from bot.dialog.moment import Moment
from bot.dialog.sent import after, receipt
from bot.dialog.turn import Turn
from bot.domain.case import CRISIS_TYPE
from bot.domain.events import EventKind
from bot.domain.messages import Say

MENU = ("request", "report", "receipt", "person")
#: Greeting again within this time is politeness, not coming back.
SAME_VISIT = timedelta(hours=1)


def main(moment: Moment) -> Turn:
    say = Say(key="menu.main", choices=moment.scene.choices(*_with_draft(moment, MENU)))
    return moment.turn(say, expecting=None, topic="")


def _with_draft(moment: Moment, ways: tuple[str, ...]) -> tuple[str, ...]:
    return ("resume", *ways) if moment.talk.form is not None else ways


def hello(moment: Moment) -> Turn:
    """Somebody opened the conversation. An unfinished form is offered first, and rests until it
    is taken up: what is said next may be about anything."""
    if moment.talk.form is not None:
        return steering.set_aside(moment).turn(draft_waits(moment))
    key = "greet.hello"
    if moment.talk.greeted:
        here = moment.away is not None and moment.away < SAME_VISIT
        key = "smalltalk.greeting" if here else "greet.again"
    return moment.turn(Say(key=key, choices=moment.scene.choices(*MENU)))


def draft_waits(moment: Moment) -> Say:
    assert moment.talk.form is not None
    title = moment.scene.content.forms[moment.talk.form.form_id].title
    choices = moment.scene.choices("resume", "menu", "person")
    return Say(key="greet.resume", params={"form": title}, choices=choices)


def small(key: str, *ways: str) -> Callable[[Moment], Turn]:
    def say(moment: Moment) -> Turn:
        choices = moment.scene.choices(*_with_draft(moment, ways or ("menu", "person")))
        return moment.turn(Say(key=key, choices=choices))

    return say


def not_wanted(moment: Moment) -> Turn:
    """They would rather not have what they named."""
    say = Say(key="service.not_wanted", choices=moment.scene.choices("person", "menu"))
    return moment.turn(say)


def service(moment: Moment, intent: str) -> Turn | None:
    """Do what an intent of the catalogue asks for; None when it is none of ours."""
    if patterns.search("office_number", moment.text):
        return answers.about(moment, "center-info")
    intent = offers.service_in_view(moment, intent)
    wanted = moment.scene.content.form_for_intent(intent)
    if wanted is not None:
        return form.begin(moment, wanted)
    doing = _SERVICES.get(intent)
    return doing(moment) if doing else _unavailable(moment, intent)


def _unavailable(moment: Moment, intent: str) -> Turn | None:
    """A service of the catalogue that this office has not opened: say so, offer a person."""
    key = f"service.name.{intent}"
    catalog = moment.scene.content.catalog
    if not catalog.has(key):
        return None
    name = catalog.render(key)
    choices = moment.scene.choices(*offers.PERSON_OR_NOT)
    say = Say(key="service.unavailable", params={"name": name}, choices=choices)
    # Whoever lets a person be called is asked by that person what it is about.
    return moment.turn(say, last_words=moment.text or name)


def _nothing_to_cancel(moment: Moment) -> Turn:
    return moment.turn(Say(key="form.cancel_none", choices=moment.scene.choices(*MENU)))


def _add(moment: Moment) -> Turn:
    """'할 말이 있는데요' of somebody who sent nothing begins a talk."""
    talk = moment.talk
    known = talk.case_no or talk.receipt is not None or patterns.search("of_sent", moment.text)
    if known or not moment.text:
        return receipt.add(moment)
    return small("smalltalk.yes", "request", "report", "person")(moment)


def _yes(moment: Moment) -> Turn:
    """'네' to a list of several says that it is one of them, and not which."""
    offered = moment.talk.offered
    if len(offers.listed(offered, ())) > 1:
        return moment.turn(Say(key="clarify.which", choices=offered))
    return small("smalltalk.yes", "request", "report", "person")(moment)


def _cancel(moment: Moment) -> Turn | None:
    """A form that rests is given up by the same words as an open one, and where nothing is under
    way '취소할게요' is about what was sent."""
    if patterns.search("leaves_us", moment.text):
        return _goodbye(moment)
    if moment.talk.form:
        return steering.cancel(moment)
    if receipt.may_withdraw(moment):
        return _withdraw(moment)
    return below_card.listening(moment) or _nothing_to_cancel(moment)


def _goodbye(moment: Moment) -> Turn:
    """'끊을게요', '나갈게요'. A form rests, and nothing is cut."""
    return below_card.listening(moment) or small("smalltalk.goodbye")(moment)


def _cut(moment: Moment) -> Turn:
    return _goodbye(moment) if patterns.search("leaves_us", moment.text) else receipt.cut(moment)


def _withdraw(moment: Moment) -> Turn | None:
    """A case of somebody in danger is not taken back by words that only sound like it: '비자를
    취소한대요' is what he threatens with."""
    written = moment.event.kind is EventKind.TEXT and moment.press is None
    if written and _alarmed(moment) and not patterns.search("withdraws", moment.text):
        return below_card.listening(moment) or after.ask(moment, moment.text)
    return receipt.withdraw(moment)


def _alarmed(moment: Moment) -> bool:
    talk = moment.talk
    card = talk.crisis_at is not None and talk.crisis_kind != safety.DISTRESS
    return card or (talk.at_hand is not None and talk.at_hand.type == CRISIS_TYPE)


def _resume(moment: Moment) -> Turn:
    return steering.resume(moment) or main(moment)


def _later(moment: Moment) -> Turn:
    if moment.talk.form is None:
        return main(moment)
    resting = steering.set_aside(moment)
    return resting.turn(Say(key="form.paused", choices=moment.scene.choices("resume", "menu")))


def _erase(moment: Moment) -> Turn:
    turn = handoff.ask(moment, "erase")
    return turn.before(Say(key="erase.asked"))


def _person(moment: Moment) -> Turn:
    return handoff.ask(moment)


def _complaint(moment: Moment) -> Turn:
    return handoff.ask(moment, "complaint")


def _language(code: str) -> Callable[[Moment], Turn]:
    return small(f"language.{code}", "person")


_SERVICES: Mapping[str, Callable[[Moment], Turn | None]] = {
    "menu": main,
    "talk-to-human": _person,
    "complaint": _complaint,
    "case-status": receipt.status,
    "case-add": _add,
    "case-withdraw": _withdraw,
    "cut-link": _cut,
    "erase-my-data": _erase,
    "resume": _resume,
    "bot-back": main,
    "back": _nothing_to_cancel,
    "cancel": _cancel,
    "skip": _nothing_to_cancel,
    "edit": _nothing_to_cancel,
    "greeting": hello,
    "thanks": small("smalltalk.thanks"),
    "goodbye": small("smalltalk.goodbye"),
    "who-are-you": small("smalltalk.who-are-you"),
    "yes": _yes,
    "no": small("smalltalk.no"),
    "dont-know": small("smalltalk.dont-know", "request", "report", "person"),
    "language-en": _language("en"),
    "language-zh": _language("zh"),
    "language-vi": _language("vi"),
}

#: What a press does anywhere, whatever was offered last.
_PRESSES: Mapping[str, Callable[[Moment], Turn]] = {
    "menu": main,
    "person": _person,
    "receipt": receipt.begin,
    "confirm": handoff.checked,
    "resume": _resume,
    "later": _later,
    "botback": main,
    "none_of_these": small("clarify.none", "request", "report", "person"),
}


def press(moment: Moment, choice: str) -> Turn | None:
    """A choice that means the same everywhere: a menu entry, an answer, a form."""
    if choice.startswith(offers.FAQ):
        return answers.pressed(moment, choice) or answers.gone(moment)
    wanted = offers.form_of(moment, choice)
    if wanted is not None:
        return form.begin(moment, wanted)
    doing = _PRESSES.get(choice)
    return doing(moment) if doing else None
