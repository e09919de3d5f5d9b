"""The published answers by id: the only door other packages use."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from faq.answer import Answer, fill, phone_of, source_line, text_of
from faq.checks import warnings_of
from faq.entry import Aspect, Entry
from faq.freshness import is_overdue
from faq.library import Library
from faq.loader import load
from intents.understanding import Decision, Label


class Faq:
    """Every reviewed entry. Immutable: publishing means loading anew."""

    __slots__ = ("_library",)

    def __init__(self, library: Library) -> None:
        self._library = library

    @classmethod
    def load(
        cls,
        extra_dirs: Sequence[Path] = (),
        *,
        today: date | None = None,
        publishing: bool = False,
    ) -> "Faq":
        """Read the built-in answers and those of the packs over them (see `faq.loader.load`).

        Raises `faq.library.ContentErrors` with every problem at once.
        """
        return cls(load(extra_dirs, today=today, publishing=publishing))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self._library.entries)

    def get(self, entry_id: str) -> Entry | None:
        return self._library.entries.get(entry_id)

    def title(self, entry_id: str) -> str | None:
        """Return the title people read, also of a programme whose entry is not written yet."""
        entry = self.get(entry_id)
        return entry.title if entry else self._library.programmes.get(entry_id)

    def labels(self) -> tuple[Label, ...]:
        """Return what the interpreter learns each entry from."""
        return tuple(
            Label(
                id=entry.id,
                decision=Decision.ANSWER,
                names=entry.names,
                phrases=(*entry.ways, *entry.shared_ways),
            )
            for entry in self._library.entries.values()
        )

    def answer(
        self,
        entry_id: str,
        today: date,
        aspect: str | None = None,
        *,
        blanks: Mapping[str, str] | None = None,
    ) -> Answer | None:
        """Return the short answer, or the part a follow-up asked for; None without an entry.

        `today` is the day in Asia/Seoul and decides whether amounts may be said. `blanks` are
        the municipality's words; those it leaves out are said in general. Raises `ValueError`
        for an unknown aspect.
        """
        entry = self.get(entry_id)
        if entry is None:
            return None
        part = None if aspect is None else Aspect(aspect)
        texts = self._library.texts
        text = text_of(entry, part, self._library.figures, today, texts)
        return Answer(
            id=entry.id,
            title=entry.title,
            text=fill(text, {**texts.blanks, **_said(blanks)}),
            follow_ups=tuple((f.aspect, f.label) for f in entry.follow_ups if f.aspect != part),
            related=tuple((e.id, e.title) for i in entry.related if (e := self.get(i))),
            phones=tuple(phone_of(self._library.phones[n]) for n in entry.phones),
            source=source_line(entry, texts.source),
            source_date=entry.source_date,
        )

    def check(self, today: date) -> tuple[str, ...]:
        """List what needs a look soon: figures of past years, which are not stated any more."""
        return tuple(warnings_of(self._library, today))

    def overdue(self, today: date) -> tuple[str, ...]:
        """Return the ids whose review is due; `ieum check` refuses them."""
        return tuple(e.id for e in self._library.entries.values() if is_overdue(e, today))


def _said(blanks: Mapping[str, str] | None) -> dict[str, str]:
    """Leave out what the municipality has left empty: the general words are better."""
    return {name: value for name, value in (blanks or {}).items() if value.strip()}
