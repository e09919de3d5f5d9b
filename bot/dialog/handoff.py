"""From the bot to a person of the office, and back."""

from __future__ import annotations

from dataclasses import replace

from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, AskPerson, GiveBack, Turn
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.form import Stage
from bot.domain.messages import Say
from intents import control

#: What counts as asking for the bot again while a person is talking.
BACK = "botback"


def ask(moment: Moment, reason: str = "asked") -> Turn:
    """Hand over: in office hours at once, otherwise with the next opening time."""
    if moment.talk.mode is not Mode.BOT:
        return moment.turn(_say(moment, "handoff.already"))
    content = moment.scene.content
    hours = content.pack.hours
    say = _say(moment, "handoff.now")
    if not hours.is_open(moment.now):
        when = clock.words(content.catalog, hours.next_opening(moment.now))
        say = replace(_say(moment, "handoff.after_hours"), params={"when": when})
    form = moment.talk.form
    talk = replace(
        moment.talk,
        mode=Mode.WAITING,
        form=replace(form, stage=Stage.PAUSED) if form else None,
        expecting=None,
        misses=0,
    )
    words = moment.talk.last_words or moment.text
    return Turn(talk=talk, says=(say,), effects=(AskPerson(words=words, reason=reason),))


def _say(moment: Moment, key: str) -> Say:
    return Say(key=key, choices=moment.scene.choices(BACK))


def with_person(moment: Moment) -> Turn | None:
    """While a person is asked for or talking, the bot only carries words. Crisis came before."""
    if moment.talk.mode is Mode.BOT:
        return None
    pick = moment.event.choice if moment.event.kind is EventKind.PRESS else None
    if pick == BACK or (moment.text and control(moment.text) == "bot-back"):
        return give_back(moment)
    if not moment.text and moment.photo_id is None:
        return moment.turn()
    words = AddWords(case_no=moment.talk.case_no, text=moment.text, photo_id=moment.photo_id)
    return moment.do(words)


def give_back(moment: Moment) -> Turn:
    talk = replace(moment.talk, mode=Mode.BOT, misses=0)
    says = [Say(key="handoff.back", choices=moment.scene.choices("menu", "person"))]
    if talk.form is not None:
        title = moment.scene.content.forms[talk.form.form_id].title
        choices = moment.scene.choices("resume", "menu", "person")
        says.append(Say(key="greet.resume", params={"form": title}, choices=choices))
    return Turn(talk=talk, says=tuple(says), effects=(GiveBack(case_no=moment.talk.case_no),))
