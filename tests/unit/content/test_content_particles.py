"""Particles fit the last sound of a word, however it is written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.particles import Final, Particles
from bot.content.reading import Problems
from bot.content.tables import read_particles


@pytest.fixture(scope="module")
def particles() -> Particles:
    problems = Problems()
    read = read_particles(problems)
    assert not problems.lines
    return read


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("소담동", "이/가", "이"),
        ("센터", "이/가", "가"),
        ("서울", "으로/로", "로"),
        ("세종", "으로/로", "으로"),
        ("성수", "으로/로", "로"),
        ("서울", "은/는", "은"),
        ("돌봄SOS", "을/를", "를"),
        ("LH", "이/가", "가"),
        ("KBL", "으로/로", "로"),
        ("AM", "은/는", "은"),
        ("3", "이/가", "이"),
        ("3", "으로/로", "으로"),
        ("1", "으로/로", "로"),
        ("7", "을/를", "을"),
        ("2026-0002", "을/를", "를"),
        ("2026-0010", "을/를", "을"),
        ("109", "으로/로", "로"),
        ("120", "으로/로", "으로"),
        ("50%", "이/가", "가"),
        ("생계급여(현금)", "을/를", "를"),
        ("1577-1366(다누리)", "으로/로", "으로"),
        ("'월세'", "이/가", "가"),
        ("이음톡.", "이에요/예요", "이에요"),
        ("민수", "아/야", "야"),
        ("밥", "과/와", "과"),
        ("국수", "과/와", "와"),
        ("ㄱ", "이/가", "이"),
        ("ㅏ", "이/가", "가"),
        ("甲", "이/가", "이(가)"),
        ("", "을/를", "을(를)"),
        ("(비고)", "은/는", "는"),
        ("!!!", "은/는", "은(는)"),
    ],
)
def test_the_fitting_particle(particles: Particles, word: str, pair: str, expected: str) -> None:
    assert particles.after(word, pair) == expected


def test_decomposed_hangul_sounds_the_same(particles: Particles) -> None:
    for word in ("소담동", "센터", "서울"):
        for pair in particles.pairs:
            loose = unicodedata.normalize("NFD", word)
            assert particles.after(loose, pair) == particles.after(word, pair)


@given(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))
def test_every_syllable_has_the_final_unicode_gives_it(syllable: str) -> None:
    finals = unicodedata.normalize("NFD", syllable)[2:]
    expected = {"": Final.VOWEL, "\u11af": Final.RIEUL}.get(finals, Final.CONSONANT)
    assert Particles(pairs={}, rieul_as_vowel=frozenset(), sounds={}).final(syllable) is expected


@given(st.text())
def test_any_word_gets_some_particle(word: str) -> None:
    particles = Particles(
        pairs={"이/가": ("이", "가")}, rieul_as_vowel=frozenset(), sounds={"1": Final.RIEUL}
    )
    assert particles.after(word, "이/가") in {"이", "가", "이(가)"}
