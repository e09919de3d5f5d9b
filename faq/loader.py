"""Reads the data files; every problem is listed at once, or nothing is wrong.

A folder may hold any number of TOML files with `[[entry]]`, `[[figure]]`, `[[phone]]`,
`[programmes]` and `[texts]`. A later folder (a municipality's pack) replaces records of the
same id and adds to the catalogue; twice the same id within one folder is a mistake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from faq.checks import problems_of
from faq.entry import Entry, Figure, PhoneLine
from faq.library import ContentErrors, Library
from faq.texts import Texts

DATA = Path(__file__).parent / "data"
_KEYS = frozenset({"entry", "figure", "phone", "programmes", "texts"})
_Record = TypeVar("_Record", bound=BaseModel)


def load(
    extra_dirs: Sequence[Path] = (), *, today: date | None = None, publishing: bool = False
) -> Library:
    """Read the built-in folder and those over it.

    With `today`, an entry of a pack that was checked in the future is a mistake too; when
    `publishing`, so is every review whose day has passed.
    Raises `ContentErrors` with all problems of all files.
    """
    reader = _Reader()
    reader.read_folder(DATA)
    shipped = dict(reader.files)
    for folder in extra_dirs:
        reader.read_folder(folder)
    library = reader.library(shipped)
    if library is not None:
        reader.problems += problems_of(library, today, publishing=publishing)
    if library is None or reader.problems:
        raise ContentErrors(tuple(reader.problems))
    return library


@dataclass(frozen=True, slots=True)
class _File:
    """One file as read, and the ids its folder has already named."""

    name: str
    data: dict[str, object]
    seen: set[tuple[str, str]]


@dataclass(slots=True)
class _Reader:
    """Collects records and problems over all folders."""

    problems: list[str] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    phones: dict[str, PhoneLine] = field(default_factory=dict)
    programmes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, object] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def read_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self.problems.append(f"{folder}: no such folder; expected one with TOML files")
            return
        seen: set[tuple[str, str]] = set()
        for path in sorted(folder.glob("*.toml")):
            self._read_file(path, seen)

    def _read_file(self, path: Path, seen: set[tuple[str, str]]) -> None:
        name = _shown(path)
        try:
            data = tomli.loads(path.read_text(encoding="utf-8"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}: not readable as TOML: {error}")
            return
        for key in sorted(data.keys() - _KEYS):
            self.problems.append(f'{name}: unknown key "{key}"; expected {_listed(_KEYS)}')
        file = _File(name, data, seen)
        for entry in self._records(file, "entry", Entry):
            self.entries[entry.id] = entry
            self.files[entry.id] = name
        for figure in self._records(file, "figure", Figure):
            self.figures[figure.id] = figure
        for phone in self._records(file, "phone", PhoneLine):
            self.phones[phone.number] = phone
        self._add_programmes(data.get("programmes", {}), name)
        self._add_texts(data.get("texts", {}), name)

    def _records(self, file: _File, key: str, kind: type[_Record]) -> list[_Record]:
        raw = file.data.get(key, [])
        if not isinstance(raw, list):
            self.problems.append(f"{file.name}: [{key}] found; expected [[{key}]]")
            return []
        good: list[_Record] = []
        for number, item in enumerate(raw, start=1):
            record_id = _id_of(item, number)
            where = f'{file.name}, {key} "{record_id}"'
            if (key, record_id) in file.seen:
                self.problems.append(f"{where}: found twice in this folder")
            file.seen.add((key, record_id))
            try:
                good.append(kind.model_validate(item))
            except ValidationError as error:
                self.problems += _details(where, error)
        return good

    def _add_programmes(self, table: object, name: str) -> None:
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            self.problems.append(f'{name}: [programmes] must hold lines like id = "name"')
            return
        self.programmes |= table

    def _add_texts(self, table: object, name: str) -> None:
        if not isinstance(table, dict):
            self.problems.append(f"{name}: [texts] must be a table")
            return
        for section, value in table.items():
            old = self.texts.get(section)
            merge = isinstance(old, dict) and isinstance(value, dict)
            self.texts[section] = {**old, **value} if merge else value  # type: ignore[dict-item]

    def library(self, shipped: Mapping[str, str]) -> Library | None:
        """Return what was read, or None when the fixed texts themselves are wrong."""
        try:
            texts = Texts.model_validate(self.texts)
        except ValidationError as error:
            self.problems += _details("texts", error)
            return None
        return Library(
            entries=self.entries,
            figures=self.figures,
            phones=self.phones,
            programmes=self.programmes,
            texts=texts,
            files=self.files,
            added=frozenset(i for i, f in self.files.items() if shipped.get(i) != f),
        )


def _shown(path: Path) -> str:
    """Name built-in files from the repository's root and others as they were given."""
    if path.is_relative_to(DATA):
        return path.relative_to(DATA.parent.parent).as_posix()
    return str(path)


def _id_of(item: object, number: int) -> str:
    """Name a record that may be broken: phones by number, all others by id."""
    found = (item.get("id") or item.get("number")) if isinstance(item, dict) else None
    return found if isinstance(found, str) else f"number {number}"


def _details(where: str, error: ValidationError) -> list[str]:
    return [
        f"{where}: {'.'.join(str(p) for p in e['loc'])}: {e['msg']}{_found(e['type'], e['input'])}"
        for e in error.errors(include_url=False)
    ]


def _found(kind: str, value: object) -> str:
    return "" if kind == "missing" else f"; found {str(value)[:60]!r}"


def _listed(keys: frozenset[str]) -> str:
    return ", ".join(sorted(keys))
