"""Patterns by what must stand in a text for them: what is kept of it, and what is found without."""

import json

from intents import boundary
from intents.crisis import features, signals
from intents.reading.patterns import KEPT, PatternBook, keys_of
from intents.reading.sounds import sound

BOOKS = (
    signals.SIGNALS,
    signals.EXCEPTIONS,
    signals.PEOPLE,
    features._GROUPS,
    boundary._ABUSE,
    boundary._STARTING,
    boundary._INNOCENT,
)


def test_the_product_ships_the_keys_of_its_own_patterns() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    sources = {entry.source for book in BOOKS for entry in book._all}
    assert {source: set(keys.split()) for source, keys in kept.items()} == {
        source: keys_of(source) for source in sources
    }, f"patterns or how their keys are found have changed: run `ieum learn` and commit {KEPT.name}"


def test_a_pattern_whose_keys_nobody_kept_is_found_all_the_same() -> None:
    book = PatternBook([("새로운무늬", "new"), ("아무~거나", "gap"), ("[0-9]{3}", "no key")])
    assert book.meanings(sound("여기 새로운.무늬가 있다")) == {"new"}
    assert book.meanings(sound("아무 것이나 거나 119")) == {"gap", "no key"}
    assert book.meanings(sound("아무 것도 없다")) == set()
