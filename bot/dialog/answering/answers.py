"""Published answers in talk: the short answer, its parts on request, and what to ask next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

from bot.content import patterns
from bot.content.loader import Content
from bot.dialog import clock
from bot.dialog.answering.offers import FAQ, candidate
from bot.dialog.choices import bare, bare_label
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Choice, Phone, Say
from intents import Understanding, asking_clause

#: In the order they are looked for: '얼마나 걸려요' asks for a time.
ASPECTS = ("how_long", "amount", "documents", "how", "who")
MAX_FOLLOW_UPS = 3
#: 'And what of ...?' takes no more letters.
MAX_NAME = 20
#: From so many letters on a question is told as a story.
STORY = 40


def with_others(moment: Moment, entry_id: str, needs: tuple[str, ...]) -> Turn | None:
    """The answer that was surely asked for; what else may be meant is a press away."""
    turn = about(moment, entry_id)
    others = tuple(c for i in needs if i != entry_id and (c := candidate(moment, i)))
    if turn is None or not others:
        return turn
    others = others[:MAX_FOLLOW_UPS]
    also = Say(
        key="faq.also",
        params={"needs": ", ".join(choice.label for choice in others)},
        choices=(*others, *moment.scene.choices("request", "person")),
    )
    *before, last = turn.says
    return replace(turn, says=(*before, replace(last, choices=()), also))


def about(
    moment: Moment, entry_id: str, aspect: str | None = None, *, offer: bool = True
) -> Turn | None:
    """The answer of an entry (or one part of it), None when this office has no such entry."""
    content = moment.scene.content
    if content.faq.get(entry_id) is None:
        return None
    today = moment.now.astimezone(clock.SEOUL).date()
    way_on = "resume" if moment.talk.form else "request"
    say = _told(content, entry_id, aspect, today, (way_on, "person") if offer else None)
    return moment.turn(say, topic=entry_id, part=aspect or "")


@lru_cache(maxsize=1024)
def _told(
    content: Content,
    entry_id: str,
    aspect: str | None,
    today: date,
    ways_on: tuple[str, ...] | None,
) -> Say:
    """The published words of one day, put together when first asked for. `ways_on` go below the
    other parts; None offers nothing to press."""
    answer = content.faq.answer(entry_id, today, aspect, blanks=content.blanks)
    assert answer is not None
    more = (Choice(id=f"{FAQ}{entry_id}:{part}", label=label) for part, label in answer.follow_ups)
    ways = tuple(content.catalog.choice(way) for way in ways_on or ())
    return Say(
        key="faq.answer",
        params={"title": answer.title, "body": answer.text},
        phones=tuple(Phone(number=p.number, label=p.label, hours=p.hours) for p in answer.phones),
        source=answer.source,
        choices=() if ways_on is None else (*islice(more, MAX_FOLLOW_UPS), *ways),
    )


def pressed(moment: Moment, choice: str, *, offer: bool = True) -> Turn | None:
    """`faq:<id>` or `faq:<id>:<aspect>`."""
    entry_id, _, aspect = choice.removeprefix(FAQ).partition(":")
    if aspect and aspect not in ASPECTS:
        return None
    return about(moment, entry_id, aspect or None, offer=offer)


def gone(moment: Moment) -> Turn:
    """A programme whose answer was taken back since the button was shown."""
    return moment.turn(Say(key="faq.gone", choices=moment.scene.choices("person", "menu")))


def asked_part(moment: Moment) -> str | None:
    """Which part a question asks about that names its programme itself: the words that ask are
    looked for. Of words that lean on an answer before them `Moment.part` tells it.

    A story has such words that ask nothing ('집은 한 채 있는데 얼마 안 하거든요'): there the part
    has to be heard in both ways, or the whole answer is told.
    """
    if not moment.asks:
        return None
    asking = asking_clause(moment.text)
    part = next((a for a in ASPECTS if patterns.search(f"aspect_{a}", asking)), None)
    if part is None or len(moment.text) <= STORY:
        return part
    return part if moment.scene.interpreter.part(asking) == part else None


def same_part(moment: Moment) -> str | None:
    """'주거급여는요?' after an amount asks for the amount of that one."""
    part = moment.talk.part
    if not part or not patterns.search("as_well", moment.text):
        return None
    return part if len(bare(moment.text)) <= MAX_NAME else None


def calls_by_name(moment: Moment, mind: Understanding) -> bool:
    """Whether the programme that is meant was called by one of its names."""
    entry = moment.scene.content.faq.get(mind.id or "")
    said = bare(mind.text)
    return entry is not None and any(bare_label(name) in said for name in entry.names)


def clarify(moment: Moment, ids: tuple[str, ...], key: str) -> Turn:
    """Up to three things it may be, and a person."""
    choices = tuple(c for i in ids if (c := candidate(moment, i)))[:MAX_FOLLOW_UPS]
    needs = ", ".join(c.label for c in choices)
    say = Say(
        key=key,
        params={"needs": needs},
        choices=(*choices, *moment.scene.choices("none_of_these", "person")),
    )
    return moment.turn(say)
