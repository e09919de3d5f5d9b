"""Reads the sets an interpreter is measured on, and leaves out what it has already seen.

`<half>_utterances.tsv`: voice, frame, want, text. `a|b` wants either, `a+b` wants both, `unknown`
is out of scope, `boundary` is abuse. `<half>_crisis.tsv`: voice, frame, kind, who, text. A
`<half>_chat.txt` may stand beside them: ordinary public chat, one line a message.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, TypeVar

from intents.evaluation.values import Half, Scope
from intents.reading.text import compact, plain
from intents.understanding import Decision, Label

UNKNOWN: Final = "unknown"
BOUNDARY: Final = "boundary"
HARD: Final = "hard"
CALM: Final = "calm"
DISTRESS: Final = "distress"
ALARMING: Final = (
    *("suicide", "abuse-child", "abuse-elder", "abuse-domestic", "abuse-other"),
    *("medical", "violence", "fire", "death", "missing"),
)
_KINDS: Final = frozenset({*ALARMING, DISTRESS, HARD, CALM})
_WHO: Final = frozenset({"self", "other", "-"})
_UTTERANCE: Final = ("voice", "frame", "want", "text")
_DANGER: Final = ("voice", "frame", "kind", "who", "text")


class SetsError(Exception):
    """The sets cannot be used. `problems` names every file and line; never what stands there."""

    def __init__(self, problems: Sequence[str]) -> None:
        """Keep all problems, in the order of the files."""
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One message and what it wants: every need, each with its alternatives."""

    voice: str
    frame: str
    needs: tuple[tuple[str, ...], ...]
    text: str

    @property
    def wanted(self) -> tuple[str, ...]:
        """The alternatives of the first need; of most messages the only one."""
        return self.needs[0]

    @property
    def scope(self) -> Scope:
        if len(self.needs) > 1:
            return Scope.SEVERAL
        special = {UNKNOWN: Scope.OUTSIDE, BOUNDARY: Scope.BOUNDARY}
        return special.get(self.wanted[0], Scope.KNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """One message that does (or does not) tell of danger; `who` is None where it is open."""

    voice: str
    frame: str
    kind: str
    who: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """What an interpreter is measured on. Nothing in it was ever learned."""

    half: Half
    utterances: tuple[Utterance, ...] = ()
    dangers: tuple[Danger, ...] = ()
    chat: tuple[str, ...] = ()
    answers: frozenset[str] = frozenset()  #: ids with a published answer; the others are services
    seen: int = 0  #: rows left out because they stand among what was learned

    @property
    def texts(self) -> int:
        return len(self.utterances) + len(self.dangers) + len(self.chat)


def own_sets() -> Path:
    """The sets that come with the product."""
    return Path(str(files("intents").joinpath("data", "evaluation")))


def read_sets(folder: Path, half: Half, labels: Sequence[Label]) -> Sets:
    """Return the sets of one half. Raises `SetsError` with all problems at once.

    The other half counts as learned too while the test half is read: it was tuned on.
    """
    reader = _Reader(folder, frozenset(label.id for label in labels))
    known = {_key(text) for text in learned(labels)}
    if half is Half.TEST:
        known |= {_key(text) for text in reader.all_texts(Half.DEV)}
    utterances = reader.utterances(half)
    dangers = reader.dangers(half)
    chat = reader.chat(half)
    if not (utterances or dangers or reader.problems):
        reader.problems.append(f"{folder}: no {half}_utterances.tsv and no {half}_crisis.tsv")
    if reader.problems:
        raise SetsError(reader.problems)
    new = Sets(
        half=half,
        utterances=tuple(_fresh(utterances, known)),
        dangers=tuple(_fresh(dangers, known)),
        chat=tuple(_fresh(chat, known)),
        answers=frozenset(label.id for label in labels if label.decision is Decision.ANSWER),
    )
    return replace(new, seen=len(utterances) + len(dangers) + len(chat) - new.texts)


def learned(labels: Iterable[Label]) -> Iterator[str]:
    """Everything an interpreter may have learned by heart: labels, and the lists in `data/`."""
    for label in labels:
        yield from (*label.names, *label.phrases)
    for file in _lists(files("intents").joinpath("data")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield from line.split("\t")


def _lists(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "evaluation":
            yield from _lists(entry)
        elif entry.name.endswith((".tsv", ".txt")):
            yield entry


RowT = TypeVar("RowT", Utterance, Danger, str)


def _fresh(rows: Sequence[RowT], known: Collection[str]) -> Iterator[RowT]:
    """Rows that were not learned; a text that comes twice is measured once."""
    met = set(known)
    for row in rows:
        key = _key(row if isinstance(row, str) else row.text)
        if key not in met:
            met.add(key)
            yield row


def _key(text: str) -> str:
    # A text of nothing but signs or loose letters has no compact form; it stands for itself.
    return compact(plain(text)) or text


class _Reader:
    def __init__(self, folder: Path, ids: frozenset[str]) -> None:
        self._folder = folder
        self._ids = ids | {UNKNOWN, BOUNDARY}
        self.problems: list[str] = []

    def utterances(self, half: Half) -> list[Utterance]:
        made = []
        for place, (voice, frame, want, text) in self._rows(half, "utterances", _UTTERANCE):
            needs = tuple(tuple(need.split("|")) for need in want.split("+"))
            strange = sorted({id_ for need in needs for id_ in need} - self._ids)
            if strange:
                self.problems.append(f"{place}: no such id: {', '.join(strange)}")
            made.append(Utterance(voice=voice, frame=frame, needs=needs, text=text))
        return made

    def dangers(self, half: Half) -> list[Danger]:
        made = []
        for place, (voice, frame, kind, who, text) in self._rows(half, "crisis", _DANGER):
            if kind not in _KINDS:
                self.problems.append(f"{place}: no such kind: {kind}")
            if who not in _WHO:
                self.problems.append(f"{place}: who is self, other or -, not {who}")
            asked = None if who == "-" else who
            made.append(Danger(voice=voice, frame=frame, kind=kind, who=asked, text=text))
        return made

    def chat(self, half: Half) -> list[str]:
        return [line for _, line in self._lines(self._folder / f"{half}_chat.txt")]

    def all_texts(self, half: Half) -> Iterator[str]:
        for name, columns in (("utterances", _UTTERANCE), ("crisis", _DANGER)):
            yield from (cells[-1] for _, cells in self._rows(half, name, columns))

    def _rows(
        self, half: Half, name: str, columns: tuple[str, ...]
    ) -> Iterator[tuple[str, list[str]]]:
        path = self._folder / f"{half}_{name}.tsv"
        lines = self._lines(path)
        for place, line in lines[:1]:
            if tuple(line.split("\t")) != columns:
                self.problems.append(f"{place}: the first line names {', '.join(columns)}")
        for place, line in lines[1:]:
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) == len(columns) and all(cells):
                yield place, cells
            else:
                self.problems.append(f"{place}: {len(columns)} columns expected, none empty")

    def _lines(self, path: Path) -> list[tuple[str, str]]:
        """Lines that say something, each with its place; none when there is no such file."""
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{path}: cannot be read: {type(error).__name__}")
            return []
        numbered = enumerate(text.split("\n"), start=1)
        return [
            (f"{path.name}:{number}", line.rstrip("\r"))
            for number, line in numbered
            if line.strip() and not line.startswith("#")
        ]
