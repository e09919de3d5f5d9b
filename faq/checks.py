"""What one file cannot know of itself: rules over all entries together."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date

from faq.answer import BLANK, MAX_LABEL, MAX_TEXT, fill, letters, text_of
from faq.entry import Aspect, Entry
from faq.freshness import is_fresh, is_overdue
from faq.library import Library
from intents.reading.text import compact

MIN_WAYS = 12


def problems_of(library: Library, today: date | None, *, publishing: bool = False) -> list[str]:
    """Return every mistake, in the order of the files; empty when all is well.

    `publishing` is for whoever puts answers before people: then a review whose day has passed is
    a mistake too. A service that runs, or starts again at night, goes on with such an answer and
    without its amounts (`faq.freshness`).
    """
    found: list[str] = []
    for entry in library.entries.values():
        place = library.place(entry.id)
        for check in (_references, _grades, _buttons, _wording, _lengths):
            found += [f"{place}: {problem}" for problem in check(entry, library)]
        # A shipped entry "of the future" only means that this machine's clock is wrong, and the
        # service must not refuse to start for that.
        day = today if entry.id in library.added else None
        found += [f"{place}: {problem}" for problem in _dates(entry, day)]
        if publishing and today is not None and is_overdue(entry, today):
            found.append(
                f"{place}: review_due {entry.review_due} is past (today is {today}); check the "
                "sources again and set verified_on and review_due"
            )
    found += _same_phrases(library)
    found += _shared_by_none(library)
    return found


def warnings_of(library: Library, today: date) -> list[str]:
    """Return what should be looked at soon and refuses nothing: amounts nobody is told."""
    found: list[str] = []
    for entry in library.entries.values():
        place = library.place(entry.id)
        for figure_id in (*entry.amount, *entry.limits):
            figure = library.figures[figure_id]
            if figure.grade.carries_amounts and not is_fresh(figure, today):
                found.append(
                    f'{place}: figure "{figure_id}" is of {figure.year} and no longer stated; '
                    f"add the one of {today.year}"
                )
    return found


def _references(entry: Entry, library: Library) -> Iterator[str]:
    if entry.id not in library.programmes:
        yield "id is not in the catalogue; correct it or add it to [programmes]"
    for related in entry.related:
        if related not in library.programmes:
            yield f'related id "{related}" is not in the catalogue'
        if related == entry.id:
            yield "is related to itself"
    for figure in (*entry.amount, *entry.limits):
        if figure not in library.figures:
            yield f'unknown figure "{figure}"; expected an id of figures.toml'
    for number in entry.phones:
        line = library.phones.get(number)
        if line is None:
            yield f'unknown phone number "{number}"; expected one of phones.toml'
        elif line.incoming_only:
            yield f'phone number "{number}" cannot be called; name it in the text instead'


def _grades(entry: Entry, library: Library) -> Iterator[str]:
    if not entry.grade.carries_amounts and not entry.do_not_state_amount:
        yield f"grade {entry.grade.value} needs do_not_state_amount = true"
    if entry.grade.carries_amounts and not any(s.grade.carries_amounts for s in entry.sources):
        yield f"grade {entry.grade.value} but no source of that grade"


def _buttons(entry: Entry, library: Library) -> Iterator[str]:
    """Titles are buttons too: they stand on the question which of several is meant."""
    if letters(entry.title) > MAX_LABEL:
        yield f'title "{entry.title}" has {letters(entry.title)} letters; at most {MAX_LABEL}'
    for follow_up in entry.follow_ups:
        if letters(follow_up.label) > MAX_LABEL:
            yield (
                f'follow-up label "{follow_up.label}" has {letters(follow_up.label)} letters; '
                f"at most {MAX_LABEL}"
            )
        if follow_up.aspect is not Aspect.AMOUNT and entry.part(follow_up.aspect) is None:
            yield f"follow-up {follow_up.aspect.value} has no text"
    aspects = [f.aspect for f in entry.follow_ups]
    if len(set(aspects)) < len(aspects):
        yield "two follow-ups ask for the same part"


def _wording(entry: Entry, library: Library) -> Iterator[str]:
    rules = library.texts.checks
    for name, text in entry.written().items():
        for banned in rules.banned:
            if banned in text:
                yield f'{name}: "{banned}" found; say it without a verdict and in plain words'
        if amount := rules.amount_pattern.search(text):
            yield f'{name}: amount "{amount[0]}" found; amounts belong in figures.toml'
        for number in rules.phone_pattern.findall(text):
            if number not in library.phones:
                yield f'{name}: unknown phone number "{number}"; expected one of phones.toml'
        for blank in BLANK.findall(text):
            if blank not in library.texts.blanks:
                yield f'{name}: unknown blank "{{{blank}}}"'


def _lengths(entry: Entry, library: Library) -> Iterator[str]:
    if len(entry.ways) < MIN_WAYS:
        yield f"{len(entry.ways)} ways found; expected at least {MIN_WAYS}"
    years = {f.year for i in (*entry.amount, *entry.limits) if (f := library.figures.get(i))}
    days = [date(year, 1, 1) for year in sorted(years)] or [entry.verified_on]
    for aspect in (None, *Aspect):
        size = max(_size(entry, aspect, day, library) for day in days)
        if size > MAX_TEXT:
            name = aspect.value if aspect else "summary"
            yield f"{name}: the text has {size} letters; at most {MAX_TEXT}"


def _size(entry: Entry, aspect: Aspect | None, day: date, library: Library) -> int:
    text = text_of(entry, aspect, library.figures, day, library.texts)
    return letters(fill(text, library.texts.blanks))


def _dates(entry: Entry, today: date | None) -> Iterator[str]:
    if today is not None and entry.verified_on > today:
        yield f"verified_on {entry.verified_on} is in the future (today is {today})"
    if entry.review_due <= entry.verified_on:
        yield f"review_due {entry.review_due} is not after verified_on {entry.verified_on}"
    for source in entry.sources:
        if source.date is not None and source.date > entry.verified_on:
            yield f'source "{source.title}" of {source.date} is newer than verified_on'


def _same_phrases(library: Library) -> Iterator[str]:
    """A phrase said for two entries teaches the interpreter nothing but doubt."""
    first: dict[str, tuple[str, str, str]] = {}
    for entry in library.entries.values():
        for kind, phrases in (("names", entry.names), ("ways", entry.ways)):
            for phrase in phrases:
                here = (kind, phrase, entry.id)
                if (there := first.setdefault(bare(phrase), here)) is not here:
                    of = '{} "{}" of "{}"'.format(*there)
                    yield f'{library.place(entry.id)}: {kind} "{phrase}" repeats {of}'


def _shared_by_none(library: Library) -> Iterator[str]:
    """A shared way stands in two entries, or it is none."""
    ways = [bare(way) for entry in library.entries.values() for way in entry.shared_ways]
    alone = {way for way, count in Counter(ways).items() if count == 1}
    for entry in library.entries.values():
        for way in entry.shared_ways:
            if bare(way) in alone:
                yield f'{library.place(entry.id)}: shared way "{way}" stands in no other entry'


def bare(phrase: str) -> str:
    """Reduce a phrase to what a matcher tells apart: letters and digits, in one form."""
    return compact(unicodedata.normalize("NFKC", phrase).lower())
