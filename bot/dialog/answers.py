"""Published answers in talk: the short answer, its parts on request, and what to ask next."""

from __future__ import annotations

from dataclasses import replace

from bot.content import offices, patterns
from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Choice, Phone, Say

FAQ = "faq:"
ASPECTS = ("how", "who", "documents", "how_long", "amount")
MAX_FOLLOW_UPS = 3


def about(
    moment: Moment, entry_id: str, aspect: str | None = None, *, offer: bool = True
) -> Turn | None:
    """The answer of an entry (or one part of it), None when this office has no such entry."""
    content = moment.scene.content
    today = moment.now.astimezone(clock.SEOUL).date()
    answer = content.faq.answer(entry_id, today, aspect, blanks=offices.blanks(content.pack))
    if answer is None:
        return None
    say = Say(
        key="faq.answer",
        params={"title": answer.title, "body": answer.text},
        phones=tuple(Phone(number=p.number, label=p.label, hours=p.hours) for p in answer.phones),
        source=answer.source,
        choices=_next(moment, entry_id, answer.follow_ups, aspect) if offer else (),
    )
    talk = replace(moment.talk, topic=entry_id, misses=0)
    return Turn(talk=talk, says=(say,))


def _next(
    moment: Moment, entry_id: str, follow_ups: tuple[tuple[str, str], ...], shown: str | None
) -> tuple[Choice, ...]:
    more = [
        Choice(id=f"{FAQ}{entry_id}:{aspect}", label=label)
        for aspect, label in follow_ups
        if aspect != shown
    ]
    ways_on = ("resume",) if moment.talk.form else ("request",)
    return (*more[:MAX_FOLLOW_UPS], *moment.scene.choices(*ways_on, "person"))


def pressed(moment: Moment, choice: str) -> Turn | None:
    """`faq:<id>` or `faq:<id>:<aspect>`."""
    entry_id, _, aspect = choice.removeprefix(FAQ).partition(":")
    if aspect and aspect not in ASPECTS:
        return None
    return about(moment, entry_id, aspect or None)


def follow_up(moment: Moment) -> Turn | None:
    """'그럼 얼마나 나와요?' after an answer: the part of the same entry it asks about.

    Only when the words name no programme themselves.
    """
    topic = moment.talk.topic
    if not topic or moment.mind is None or moment.mind.id is not None:
        return None
    for aspect in ASPECTS:
        if patterns.search(f"aspect_{aspect}", moment.text):
            return about(moment, topic, aspect)
    return None


def clarify(moment: Moment, ids: tuple[str, ...], key: str = "clarify.ask") -> Turn:
    """Up to three things it may be, and a person."""
    choices = tuple(c for i in ids if (c := candidate(moment, i)))[:MAX_FOLLOW_UPS]
    needs = ", ".join(c.label for c in choices)
    say = Say(
        key=key,
        params={"needs": needs},
        choices=(*choices, *moment.scene.choices("none_of_these", "person")),
    )
    return moment.turn(say, misses=0)


def candidate(moment: Moment, label_id: str) -> Choice | None:
    """A programme or a form as something to press."""
    content = moment.scene.content
    entry = content.faq.get(label_id)
    if entry is not None:
        return Choice(id=FAQ + label_id, label=entry.title)
    form = content.form_for_intent(label_id)
    return Choice(id=f"form:{form.id}", label=form.title) if form else None
