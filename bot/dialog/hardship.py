"""Words that ask for nothing by name, and that 'I did not understand' would turn away: anger that
sees no way to live, hunger, loneliness."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog.answering import answers, offers
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Choice, Say

#: Where something to eat and to live on is given at once.
FOOD = "food-support"
FIRST_HELP = (FOOD, "emergency-support")
#: Somebody who comes by or calls.
COMPANY = ("elder-care", "isolation-support")


def met(moment: Moment, words: str) -> Turn | None:
    """The turn for such words, else None. `words` are kept for a form that may follow."""
    if patterns.search("left_alone", moment.text):
        ways = (*_programmes(moment, FIRST_HELP), *moment.scene.choices("request", "person"))
        return moment.turn(Say(key="clarify.left_alone", choices=ways), last_words=words)
    if patterns.search("lonely", moment.text):
        ways = (*moment.scene.choices("person", "call_me"), *_programmes(moment, COMPANY))
        return moment.turn(Say(key="clarify.lonely", choices=ways))
    return answers.about(moment, FOOD) if patterns.search("hungry", moment.text) else None


def _programmes(moment: Moment, ids: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(c for i in ids if (c := offers.candidate(moment, i)))
