"""From the bot to a person of the office, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.content.loader import Content
from bot.dialog import below_card, clock, place, receipt, steering
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, AskPerson, GiveBack, Turn
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.messages import Say
from intents import Decision, control

#: What counts as asking for the bot again while a person is talking.
BACK = "botback"
#: Asking to be forgotten must be said plainly, and is then done at once.
PLAINLY = 0.8


def ask(moment: Moment, reason: str = "asked") -> Turn:
    """Hand over: in office hours at once, otherwise with the next opening time."""
    scene = moment.scene
    if moment.talk.mode is not Mode.BOT:
        return moment.turn(Say(key="handoff.already", choices=scene.choices(BACK)))
    say = replace(called(scene.content, moment.now), choices=scene.choices(BACK))
    resting = steering.set_aside(moment).talk
    talk = replace(resting, mode=Mode.WAITING, expecting=None, last_words="")
    spoken = moment.text if moment.pick is None else ""
    words = " / ".join(dict.fromkeys(w for w in (moment.talk.last_words, spoken) if w))
    words = words or scene.choice("person").label
    return Turn(talk=talk, says=(say,), effects=(AskPerson(words=words, reason=reason),))


def called(content: Content, now: datetime, key: str = "handoff") -> Say:
    """That somebody of the office was told, and when they will look."""
    hours = content.pack.hours
    if hours.is_open(now):
        return Say(key=f"{key}.now")
    when = clock.words(content.catalog, hours.next_opening(now), now)
    return Say(key=f"{key}.after_hours", params={"when": when})


def with_person(moment: Moment) -> Turn | None:
    """While a person is asked for or talking, the bot only carries words. Crisis came before."""
    if moment.talk.mode is Mode.BOT:
        return None
    pick = moment.press
    if pick == BACK or (moment.text and control(moment.text) == "bot-back"):
        return give_back(moment)
    if pick is not None:
        return _pressed(moment, pick)
    if _wants_cut(moment):
        return receipt.cut(moment)
    if moment.event.kind is EventKind.OTHER:
        return moment.turn(Say(key="input.unreadable"))
    words = place.in_words(moment)
    if not words and moment.photo_id is None:
        return moment.turn()
    return moment.do(AddWords(case_no=moment.talk.case_no, text=words, photo_id=moment.photo_id))


def _pressed(moment: Moment, pick: str) -> Turn:
    """A button is meant for the bot: it says who is listening, and how to get it back."""
    if pick == "confirm":
        return checked(moment)
    after = below_card.after_card(moment)
    if after is not None:
        return after
    return moment.turn(Say(key="handoff.already", choices=moment.scene.choices(BACK)))


def checked(moment: Moment) -> Turn:
    """'답변 확인': what was held is shown before this, by the outbox."""
    key = "handoff.reply_waiting" if moment.talk.case_no else "handoff.no_reply"
    ways = (BACK,) if moment.talk.mode is not Mode.BOT else ("receipt", "menu")
    return moment.turn(Say(key=key, choices=moment.scene.choices(*ways)))


def _wants_cut(moment: Moment) -> bool:
    mind = moment.mind
    plainly = mind is not None and mind.decision is Decision.START and mind.score >= PLAINLY
    return plainly and mind is not None and mind.id == "cut-link"


def give_back(moment: Moment) -> Turn:
    """The bot answers again; a form that was set aside is offered."""
    talk = replace(moment.talk, mode=Mode.BOT, expecting=None)
    says = [Say(key="handoff.back", choices=moment.scene.choices("menu", "person"))]
    if talk.form is not None:
        title = moment.scene.content.forms[talk.form.form_id].title
        choices = moment.scene.choices("resume", "menu", "person")
        says = [Say(key="handoff.back_form", params={"form": title}, choices=choices)]
    return Turn(talk=talk, says=tuple(says), effects=(GiveBack(case_no=moment.talk.case_no),))
