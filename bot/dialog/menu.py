"""The services by name: what each intent does when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.dialog import answers, form, handoff, receipt
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Say

MENU = ("request", "report", "receipt", "person")


def main(moment: Moment) -> Turn:
    say = Say(key="menu.main", choices=moment.scene.choices(*MENU))
    return moment.turn(say, misses=0, expecting=None, topic="")


def hello(moment: Moment) -> Turn:
    """Somebody opened the conversation. An unfinished form is offered first."""
    progress = moment.talk.form
    if progress is not None:
        title = moment.scene.content.forms[progress.form_id].title
        say = Say(
            key="greet.resume",
            params={"form": title},
            choices=moment.scene.choices("resume", "menu", "person"),
        )
        return moment.turn(say, greeted=True)
    key = "greet.again" if moment.talk.greeted else "greet.hello"
    return moment.turn(Say(key=key, choices=moment.scene.choices(*MENU)), greeted=True)


def small(key: str) -> Callable[[Moment], Turn]:
    def say(moment: Moment) -> Turn:
        return moment.turn(Say(key=key, choices=moment.scene.choices("menu", "person")), misses=0)

    return say


def service(moment: Moment, intent: str) -> Turn | None:
    """Do what an intent of the catalogue asks for; None when it is none of ours."""
    wanted = moment.scene.content.form_for_intent(intent)
    if wanted is not None:
        return form.start(moment, wanted)
    doing = _SERVICES.get(intent)
    return doing(moment) if doing else _unavailable(moment, intent)


def _unavailable(moment: Moment, intent: str) -> Turn | None:
    """A service of the catalogue that this office has not opened: say so, offer a person."""
    key = f"service.name.{intent}"
    catalog = moment.scene.content.catalog
    if not catalog.has(key):
        return None
    say = Say(
        key="service.unavailable",
        params={"name": catalog.render(key)},
        choices=moment.scene.choices("person", "menu"),
    )
    return moment.turn(say, misses=0)


def _nothing_to_cancel(moment: Moment) -> Turn:
    return moment.turn(Say(key="form.cancel_none", choices=moment.scene.choices(*MENU)))


def _resume(moment: Moment) -> Turn:
    return form.resume(moment) or main(moment)


def _later(moment: Moment) -> Turn:
    return moment.turn(Say(key="form.paused", choices=moment.scene.choices("resume", "menu")))


def _erase(moment: Moment) -> Turn:
    return handoff.ask(moment, "erase").before(Say(key="erase.asked"))


def _person(moment: Moment) -> Turn:
    return handoff.ask(moment)


def _language(code: str) -> Callable[[Moment], Turn]:
    return small(f"language.{code}")


_SERVICES: Mapping[str, Callable[[Moment], Turn]] = {
    "menu": main,
    "talk-to-human": _person,
    "complaint": _person,
    "case-status": receipt.begin,
    "case-add": receipt.begin,
    "case-withdraw": receipt.begin,
    "cut-link": receipt.cut,
    "erase-my-data": _erase,
    "resume": _resume,
    "bot-back": main,
    "back": _nothing_to_cancel,
    "cancel": _nothing_to_cancel,
    "skip": _nothing_to_cancel,
    "edit": _nothing_to_cancel,
    "greeting": hello,
    "thanks": small("smalltalk.thanks"),
    "goodbye": small("smalltalk.goodbye"),
    "who-are-you": small("smalltalk.who-are-you"),
    "yes": small("smalltalk.yes"),
    "no": small("smalltalk.no"),
    "dont-know": small("smalltalk.dont-know"),
    "language-en": _language("en"),
    "language-zh": _language("zh"),
    "language-vi": _language("vi"),
}

#: What a press does anywhere, whatever was offered last.
_PRESSES: Mapping[str, str] = {
    "menu": "menu",
    "person": "talk-to-human",
    "receipt": "case-status",
    "status": "case-status",
    "report": "report-neighbour",
    "request": "self-request",
    "call_me": "callback-request",
    "resume": "resume",
    "botback": "bot-back",
    "none_of_these": "menu",
}


def press(moment: Moment, choice: str) -> Turn | None:
    """A choice that means the same everywhere: a menu entry, an answer, a form."""
    if choice.startswith(answers.FAQ):
        return answers.pressed(moment, choice)
    if choice.startswith("form:"):
        wanted = moment.scene.content.forms.get(choice.removeprefix("form:"))
        return form.start(moment, wanted) if wanted else None
    if choice == "later":
        return _later(moment)
    intent = _PRESSES.get(choice)
    return service(moment, intent) if intent else None
