"""Cuts a message into clauses that may hold a need each, and tells questions from statements."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from intents.lexicon import Words, read
from intents.reading.text import compact, plain


class _Clauses(Words):
    ends: tuple[str, ...]
    nouns: tuple[str, ...]
    links: tuple[str, ...]
    shortest: int


class _Needs(Words):
    ends: tuple[str, ...]
    goes_on: tuple[str, ...]
    rows: tuple[str, ...]
    longest: int
    cuts: tuple[str, ...]
    told: tuple[str, ...]
    asked: tuple[str, ...]
    several: tuple[str, ...]
    links: tuple[str, ...]


class _Had(Words):
    words: tuple[str, ...]
    goes_on: tuple[str, ...]
    wishes: str


class _Questions(Words):
    ends: tuple[str, ...]
    words: tuple[str, ...]


class _Openings(Words):
    words: tuple[str, ...]


class _Negations(Words):
    words: tuple[str, ...]
    starts: tuple[str, ...]


class _Harmless(Words):
    messages: frozenset[str]


class _Numbers(Words):
    alone: str
    rung: int


class _Sentences(Words):
    clauses: _Clauses
    needs: _Needs
    had: _Had
    questions: _Questions
    openings: _Openings
    negations: _Negations
    harmless: _Harmless
    numbers: _Numbers


#: A message with more clauses than this is read up to here.
_MOST_CLAUSES: Final = 12

_DATA = read("sentences.toml", _Sentences)


def _any_of(words: Collection[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_NOUN: Final = "".join(f"(?<!{re.escape(noun)})" for noun in _DATA.clauses.nouns)
_AFTER_END = re.compile(rf"(?<=\S)({_any_of(_DATA.clauses.ends)}){_NOUN}\s+")
_BREAK = re.compile(rf"[.!?\n,;~\u2026]+|\s(?:{_any_of(_DATA.clauses.links)})\s")
_HAD_ANYWHERE = re.compile("|".join(_DATA.had.words))
_HAD = re.compile(rf"(?:{_HAD_ANYWHERE.pattern})\S{{0,6}}\s*$")
_GOES_ON = re.compile(rf"\s*(?:{_any_of(_DATA.had.goes_on)})\S*")
_WISH = re.compile(rf"\s*{_DATA.had.wishes}")
_OPENING = re.compile(rf"\s*(?:{_any_of(_DATA.openings.words)})[\s.,!~?]+")
_QUESTION_END = re.compile(rf"(?:{_any_of(_DATA.questions.ends)})\W*$")
_QUESTION_WORD = re.compile(_any_of(_DATA.questions.words))
_NUMBERS_ALONE = re.compile(_DATA.numbers.alone)


@dataclass(frozen=True, slots=True)
class _NeedPatterns:
    """What tells several needs apart; see `data/sentences.toml`."""

    ends: re.Pattern[str]
    goes_on: re.Pattern[str]
    rows: re.Pattern[str]
    longest: int
    cuts: re.Pattern[str]
    told: re.Pattern[str]
    asked: re.Pattern[str]
    several: re.Pattern[str]
    links: re.Pattern[str]


def _patterns(words: _Needs) -> _NeedPatterns:
    return _NeedPatterns(
        ends=re.compile(f"(?:{'|'.join(words.ends)})$"),
        goes_on=re.compile("|".join(words.goes_on)),
        rows=re.compile(f"(?:{'|'.join(words.rows)})$"),
        longest=words.longest,
        cuts=re.compile("|".join(f"(?<={cut})" for cut in words.cuts)),
        told=re.compile("|".join(words.told)),
        asked=re.compile("|".join(words.asked)),
        several=re.compile("|".join(words.several)),
        links=re.compile("|".join(words.links)),
    )


NEEDS: Final = _patterns(_DATA.needs)
#: Nothing is known of the clauses of a message written without spaces.
_UNSPACED: Final = 12
_MANY: Final = 9


def clauses_told(text: str) -> int:
    """Return about how many clauses a `plain` text has: quick, for not looking any closer.

    Many when that cannot be told: the text is written without spaces, or says that it wants
    several things.
    """
    words = [compact(word) for word in text.split()]
    if len(words) < 2 or any(len(word) > _UNSPACED for word in words):
        return _MANY
    if NEEDS.links.search(text) or NEEDS.several.search(text):
        return _MANY
    ends = sum(bool(NEEDS.ends.search(word) or NEEDS.rows.search(word)) for word in words[:-1])
    return ends + 1


def without_opening(text: str) -> str:
    """Return the text without the greetings it opens with, unless it is nothing else."""
    rest = text
    while opening := _OPENING.match(rest):
        rest = rest[opening.end() :]
    return rest if compact(rest) else text


def clauses(text: str) -> list[str]:
    """Return the clauses that are long enough to mean something; the whole text if it is one."""
    pieces = _BREAK.split(_AFTER_END.sub(_broken_off, text))
    return [p for p in pieces if len(compact(p)) >= _DATA.clauses.shortest][:_MOST_CLAUSES]


def _broken_off(end: re.Match[str]) -> str:
    # A template would be looked up at every call, also where nothing is found.
    return f"{end[1]}\n"


def after_what_one_has(text: str) -> tuple[str, str]:
    """Cut a message behind the last clause that tells of what one has, had or was refused.

    Both parts are empty when there is none such, or nothing is said after it.
    """
    cut = done = 0
    # Most messages tell of nothing such and need not be cut.
    for clause in clauses(text)[:-1] if _HAD_ANYWHERE.search(text) else ():
        done = text.index(clause, done) + len(clause)
        if _HAD.search(clause) and not is_question(clause) and not _WISH.match(text, done):
            verb = _GOES_ON.match(text, done)
            cut = verb.end() if verb else done
    return (text[:cut], text[cut:]) if cut else ("", "")


def is_harmless(text: str) -> bool:
    """Tell whether the whole message is one of the few that are never danger."""
    return compact(plain(text)) in _DATA.harmless.messages


def is_number(text: str) -> bool:
    """Tell whether a `plain` text is nothing but numbers ("2번이요"): by itself it asks for
    nothing, unless it is one that is rung."""
    return bool(_NUMBERS_ALONE.fullmatch(text))


def is_rung(number: str) -> bool:
    """Tell whether a number is long enough to be one that is rung for help ("109")."""
    digits = compact(number)[: _DATA.numbers.rung]
    return digits.isdigit() and len(digits) == _DATA.numbers.rung


def denies(text: str, words: Collection[str]) -> bool:
    """Tell whether the text negates something that the words themselves do not."""
    said = plain(text)
    without = compact(said)
    for word in words:
        without = without.replace(word, "")
    return any(negation in without for negation in _DATA.negations.words) or any(
        part.startswith(_DATA.negations.starts) for part in said.split()
    )


def is_question(text: str) -> bool:
    """Tell whether the text asks something, with or without a question mark."""
    return ends_as_question(text) or bool(_QUESTION_WORD.search(text))


def asking_clause(text: str) -> str:
    """Return the last clause that asks something; the whole text where none does."""
    return next((c for c in reversed(clauses(text)) if is_question(c)), text)


def ends_as_question(text: str) -> bool:
    """Tell whether the text is a question by its end or mark: it asks, and wishes nothing done."""
    return bool("?" in text or _QUESTION_END.search(text))
