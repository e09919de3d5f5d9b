"""Which amounts may be said today. Pure: the day comes in, nothing is remembered."""

from collections.abc import Iterable, Mapping
from datetime import date

from faq.entry import Entry, Figure
from faq.texts import AmountTexts


def is_fresh(figure: Figure, today: date) -> bool:
    """Tell whether a figure is well founded and of today's year.

    Amounts follow the median income of the year, so a figure locks itself on 1 January.
    """
    return figure.grade.carries_amounts and figure.year == today.year


def is_overdue(entry: Entry, today: date) -> bool:
    """Tell whether the day has passed until which somebody vouched for this entry."""
    return entry.review_due < today


def stateable(
    entry: Entry, ids: Iterable[str], figures: Mapping[str, Figure], today: date
) -> tuple[Figure, ...]:
    """Return those figures of `ids` that may be stated today, in their order."""
    if entry.do_not_state_amount or is_overdue(entry, today):
        return ()
    return tuple(figures[i] for i in ids if i in figures and is_fresh(figures[i], today))


def amount_lines(
    entry: Entry, figures: Mapping[str, Figure], today: date, words: AmountTexts
) -> tuple[str, ...]:
    """Return the lines about money: the figures, or the sentence that says where to ask.

    An entry with a written note and no figures at all (a free service) needs neither.
    """
    if entry.amount_note and not entry.amount and not entry.do_not_state_amount:
        return ()
    shown = stateable(entry, entry.amount, figures, today)
    if not shown:
        return (entry.ask_amount or words.locked,)
    heading = words.heading.format(year=today.year)
    return (heading, *_listed(shown, len(entry.amount), words))


def limit_lines(
    entry: Entry, figures: Mapping[str, Figure], today: date, words: AmountTexts
) -> tuple[str, ...]:
    """Return the lines about income limits; nothing where the entry knows of none."""
    if not entry.limits:
        return ()
    shown = stateable(entry, entry.limits, figures, today)
    if not shown:
        return (words.locked_limits,)
    heading = words.heading_limits.format(year=today.year)
    return (heading, *_listed(shown, len(entry.limits), words))


def _listed(shown: tuple[Figure, ...], known: int, words: AmountTexts) -> tuple[str, ...]:
    lines = tuple(words.line.format(label=f.label, value=f.value) for f in shown)
    return lines if len(shown) == known else (*lines, words.partial)
