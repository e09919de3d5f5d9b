"""Codes of runs of letters, and finding them again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.reading.codes import CodeBook, Letters, closed, distinct, of_words, opened
from intents.reading.sounds import LENGTHS, coded, sound

TEXTS = st.text(max_size=60)
CODES = st.lists(st.integers(0, (1 << 64) - 1), max_size=80)


def code(text: str) -> int:
    """The code of a whole text."""
    return int(Letters(text).runs(len(text))[0])


@given(TEXTS, st.integers(1, 9))
def test_a_run_has_the_same_code_wherever_it_stands(text: str, length: int) -> None:
    runs = [text[at : at + length] for at in range(len(text) - length + 1)]
    assert Letters(text).runs(length).tolist() == [code(run) for run in runs]


@given(TEXTS, st.integers(1, 9), st.integers(0, 60), st.integers(0, 60))
def test_runs_are_taken_from_one_place_to_another(
    text: str, length: int, first: int, last: int
) -> None:
    first = min(first, len(text))
    expected = Letters(text[first:last]).runs(length).tolist()
    assert Letters(text).runs(length, first, last).tolist() == expected


@given(TEXTS, st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_runs_of_several_lengths_are_those_of_each(text: str, lengths: list[int]) -> None:
    letters = Letters(text)
    each = [letters.runs(length) for length in lengths]
    assert letters.all_runs(np.array(lengths)).tolist() == np.concatenate(each).tolist()


@given(TEXTS)
def test_what_is_heard_is_taken_apart_by_length(text: str) -> None:
    letters = Letters(f"^{sound(text)}$")
    heard = coded(sound(text))
    assert heard.size == letters.size
    for length in LENGTHS:
        assert heard.of(length, length).tolist() == letters.runs(length).tolist()
    assert heard.of(LENGTHS[0], LENGTHS[-1]).tolist() == heard.codes.tolist()


@given(TEXTS, st.data())
def test_runs_of_any_length_are_found_by_their_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    between = Letters(text).between(np.array([start]), np.array([end]))
    assert between.tolist() == [code(text[start:end])]


@given(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9))
def test_letters_are_put_before_and_after_without_the_text(run: str, other: str) -> None:
    codes = np.array([code(run), code(other)], np.uint64)
    lengths = np.array([len(run), len(other)])
    assert opened(codes, " ").tolist() == [code(f" {run}"), code(f" {other}")]
    assert closed(codes, lengths, " ").tolist() == [code(f"{run} "), code(f"{other} ")]


def test_different_runs_have_different_codes() -> None:
    syllables = [chr(at) for at in range(0xAC00, 0xD7A4, 7)]
    runs = {a + b for a in syllables[:400] for b in syllables[::40]}
    assert len({code(run) for run in runs}) == len(runs)
    assert len(set(of_words(sorted(runs)).tolist())) == len(runs)


def test_a_lone_surrogate_is_a_letter_as_any() -> None:
    assert Letters("\ud800a").runs(1).tolist() == [code("\ud800"), code("a")]
    assert of_words(["\ud800"]).size == 1


@given(CODES)
def test_the_distinct_are_each_there_once_in_order(codes: list[int]) -> None:
    assert distinct(np.array(codes, np.uint64)).tolist() == sorted(set(codes))


@given(CODES, CODES)
def test_a_code_is_found_where_it_stands_or_not_at_all(known: list[int], asked: list[int]) -> None:
    ordered = sorted(set(known))
    book = CodeBook(np.array(ordered, np.uint64))
    wanted = [*asked, *ordered]
    places = [ordered.index(one) if one in ordered else -1 for one in wanted]
    assert book.find(np.array(wanted, np.uint64)).tolist() == places


@pytest.mark.parametrize("known", [[7], [0], [(1 << 64) - 1], [0, 1, 2, (1 << 64) - 1]])
def test_few_codes_are_told_from_all_others(known: list[int]) -> None:
    book = CodeBook(np.array(known, np.uint64))
    asked = [0, 1, 2, 3, 7, 8, (1 << 64) - 2, (1 << 64) - 1]
    found = book.find(np.array(asked, np.uint64)).tolist()
    assert found == [known.index(one) if one in known else -1 for one in asked]
