"""All data files of the bot, loaded, checked and frozen before anyone is served."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from bot.content import offices, tables
from bot.content.catalogue import WordingReader
from bot.content.forms import read_forms
from bot.content.reading import DATA, ContentErrors, Problems
from bot.content.tables import Card
from bot.content.wording import Catalog
from bot.domain.form import Form
from bot.domain.messages import Phone
from bot.domain.municipality import Pack
from bot.domain.triage import TriageRule
from faq.index import Faq
from faq.library import ContentErrors as FaqErrors

__all__ = ["Card", "Content", "ContentErrors", "load", "problems"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """Everything the bot says and asks, for one office. Publishing means loading anew, so one is
    equal to itself only."""

    forms: Mapping[str, Form]
    catalog: Catalog
    pack: Pack
    triage: tuple[TriageRule, ...]
    cards: Mapping[str, Card]  #: by kind of crisis
    faq: Faq
    receipt_words: tuple[tuple[str, ...], tuple[str, ...]]
    since_patterns: tuple[re.Pattern[str], ...]  #: more telling ones first
    emergency: tuple[Phone, ...]

    @property
    def blanks(self) -> Mapping[str, str]:
        """The office's own words, which texts and published answers may use."""
        return self.catalog.standing

    def form_for_intent(self, intent: str) -> Form | None:
        return next((f for f in self.forms.values() if f.intent == intent), None)

    def emergency_phones(self) -> tuple[Phone, ...]:
        """The numbers that stand above every chat."""
        return self.emergency


def load(pack: str | Path, *, today: date, publishing: bool = False) -> Content:
    """Load a built-in pack by name or one from a folder, over the built-in content.

    `today` is the day in Asia/Seoul. What is only refused when `publishing` (an answer whose
    review is due) does not keep a service from starting. Raises `ContentErrors` with every
    problem of every file.
    """
    found = Problems()
    content = _assemble(pack, today, found, publishing=publishing)
    if content is None or found.lines:
        raise ContentErrors(found.lines)
    return content


def problems(pack: str | Path, *, today: date) -> list[str]:
    """List what keeps the content from being published; empty when all is well."""
    try:
        load(pack, today=today, publishing=True)
    except ContentErrors as errors:
        return list(errors.problems)
    return []


def _assemble(
    pack: str | Path, today: date, found: Problems, *, publishing: bool
) -> Content | None:
    """Read everything even when something is wrong, so that all of it can be told."""
    folder = offices.pack_folder(pack, found)
    office = offices.read_pack(folder, found) if folder else None
    triage, signs = tables.read_triage(found)
    forms = read_forms(_layers("forms", folder), signs, found)
    cards, emergency = tables.read_cards(found)
    receipt_words = tables.read_receipt_words(found)
    since_patterns = tables.read_since(found)
    standing = offices.blanks(office) if office else {}
    catalog = _catalog(folder, forms, signs, standing, found)
    faq = _faq(folder, today, found, publishing=publishing)
    if office is None or faq is None:
        return None
    return Content(
        forms=MappingProxyType(forms),
        catalog=catalog,
        pack=office,
        triage=triage,
        cards=MappingProxyType(cards),
        faq=faq,
        receipt_words=receipt_words,
        since_patterns=since_patterns,
        emergency=emergency,
    )


def _layers(name: str, folder: Path | None) -> list[Path]:
    return [DATA / name, folder / name] if folder else [DATA / name]


def _catalog(
    folder: Path | None,
    forms: Mapping[str, Form],
    signs: Mapping[str, str],
    standing: Mapping[str, str],
    found: Problems,
) -> Catalog:
    reader = WordingReader(tables.read_particles(found), found)
    reader.read(_layers("wording", folder))
    reader.add_forms(forms)
    reader.add_signs(signs)
    reader.check(forms, offices.BLANKS)
    return reader.catalog(standing)


def _faq(folder: Path | None, today: date, found: Problems, *, publishing: bool) -> Faq | None:
    own = folder / "faq" if folder else None
    layers = [own] if own and own.is_dir() else []
    try:
        return Faq.load(layers, today=today, publishing=publishing)
    except FaqErrors as errors:
        found.extend(errors.problems)
        return None
