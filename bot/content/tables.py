"""Reads the smaller tables: signs of need, times, crisis cards, words of receipts, particles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.particles import Final, Particles
from bot.content.reading import DATA, Problems, read_record, shown
from bot.content.records import (
    CardsFile,
    CrisisKind,
    ParticlesFile,
    ReceiptWordsFile,
    RuleRecord,
    SaidRecord,
    SinceFile,
    TriageFile,
    as_pattern,
)
from bot.domain.messages import Phone
from bot.domain.triage import TriageRule

MIN_RECEIPT_WORDS = 256  #: in each list: with 5 tries an hour, 65,536 pairs take years to guess


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is shown in one kind of crisis; its words are `crisis.<kind>.<self|other>`."""

    kind: str
    phones: tuple[Phone, ...]


def read_triage(problems: Problems) -> tuple[tuple[TriageRule, ...], dict[str, str]]:
    """Return the rules and what each is called on the desk."""
    path = DATA / "triage.toml"
    record = read_record(TriageFile, path, problems)
    if record is None:
        return (), {}
    for rule in record.rule:
        for fault in misread(rule):
            problems.add(f'{shown(path)}, rule "{rule.id}"', fault)
    labels = {rule.id: rule.label for rule in record.rule}
    if len(labels) < len(record.rule):
        problems.add(shown(path), "two rules have the same id")
    rules = tuple(
        TriageRule(id=r.id, pattern=as_pattern(r.pattern), points=r.points) for r in record.rule
    )
    return rules, labels


def read_since(problems: Problems) -> tuple[re.Pattern[str], ...]:
    path = DATA / "since.toml"
    record = read_record(SinceFile, path, problems)
    if record is None:
        return ()
    for entry in record.since:
        for fault in misread(entry):
            problems.add(f'{shown(path)}, since "{entry.pattern}"', fault)
    return tuple(as_pattern(entry.pattern) for entry in record.since)


def misread(record: RuleRecord | SaidRecord) -> Iterator[str]:
    """Yield what a shape does not find, or finds where it must not."""
    pattern = as_pattern(record.pattern)
    for text in record.hits:
        if not pattern.search(text):
            yield f'the pattern does not find "{text}"'
    for text in record.misses:
        if found := pattern.search(text):
            yield f'the pattern finds "{found[0]}" in "{text}"; expected nothing'


def read_cards(problems: Problems) -> tuple[dict[str, Card], tuple[Phone, ...]]:
    """Return the card of each kind of crisis, and the numbers that stand above every chat."""
    path = DATA / "cards.toml"
    record = read_record(CardsFile, path, problems)
    if record is None:
        return {}, ()
    lines = {p.number: Phone(number=p.number, label=p.label, hours=p.hours) for p in record.phone}
    for fault in _card_faults(record):
        problems.add(shown(path), fault)

    def phones(numbers: Sequence[str]) -> tuple[Phone, ...]:
        return tuple(lines[n] for n in numbers if n in lines)

    cards = {kind.value: Card(kind=kind, phones=phones(ns)) for kind, ns in record.cards.items()}
    return cards, phones(record.emergency)


def _card_faults(record: CardsFile) -> Iterator[str]:
    known = {p.number for p in record.phone}
    for kind in CrisisKind:
        if kind not in record.cards:
            yield f'no card for "{kind.value}"; expected one for every kind of crisis'
    for name, numbers in (("emergency", record.emergency), *record.cards.items()):
        for number in numbers:
            if number not in known:
                yield f'"{name}" names {number}; expected the number of a [[phone]]'


def read_receipt_words(problems: Problems) -> tuple[tuple[str, ...], tuple[str, ...]]:
    path = DATA / "receipt_words.toml"
    record = read_record(ReceiptWordsFile, path, problems)
    if record is None:
        return (), ()
    for name, words in (("first", record.first), ("second", record.second)):
        if (count := len(set(words))) < MIN_RECEIPT_WORDS:
            problems.add(
                shown(path), f"{name}: {count} words found; at least {MIN_RECEIPT_WORDS} expected"
            )
        for word in words:
            if not word.isalpha():
                problems.add(shown(path), f'{name}: "{word}" found; expected letters only')
    return record.first, record.second


def read_particles(problems: Problems, path: Path = DATA / "particles.toml") -> Particles:
    record = read_record(ParticlesFile, path, problems)
    if record is None:
        return Particles(pairs={}, rieul_as_vowel=frozenset(), sounds={})
    for pair in set(record.rieul_as_vowel) - set(record.pairs):
        problems.add(shown(path), f'rieul_as_vowel names "{pair}"; expected one of pairs')
    return Particles(
        pairs={p: (p.split("/")[0], p.split("/")[1]) for p in record.pairs},
        rieul_as_vowel=frozenset(record.rieul_as_vowel),
        sounds={c: final for final in Final for c in record.sounds.get(final, "")},
    )
