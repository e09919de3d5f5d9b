"""Reads data files and gathers what is wrong with them, so that everything is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import tomli
from pydantic import BaseModel, ValidationError

DATA = Path(__file__).parent / "data"
_SHOWN_FROM = DATA.parents[2]
_Record = TypeVar("_Record", bound=BaseModel)


class ContentErrors(Exception):
    """The data files are wrong; `problems` lists everything, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Problems:
    """What was found wrong so far: the file and entry, what was found, what was expected."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, place: str, what: str) -> None:
        self.lines.append(f"{place}: {what}")

    def extend(self, lines: Iterable[str]) -> None:
        self.lines += lines


def shown(path: Path) -> str:
    """Name built-in files from the repository's root and others as they were given."""
    if path.is_relative_to(DATA):
        return path.relative_to(_SHOWN_FROM).as_posix()
    return str(path)


def read_toml(path: Path, problems: Problems) -> dict[str, object] | None:
    """Return a file's tables, or None after telling why it cannot be read."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.add(shown(path), "no such file")
    except OSError as error:
        problems.add(shown(path), f"cannot be opened: {error.strerror}")
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(shown(path), f"not readable as TOML: {error}")
    return None


def read_record(model: type[_Record], path: Path, problems: Problems) -> _Record | None:
    """Return a whole file as one record, or None after telling every fault in it."""
    raw = read_toml(path, problems)
    return None if raw is None else as_record(model, raw, shown(path), problems)


def as_record(model: type[_Record], raw: object, place: str, problems: Problems) -> _Record | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            where = _where(raw, fault["loc"])
            found = "" if fault["type"] == "missing" else f"; found {str(fault['input'])[:60]!r}"
            problems.add(place, f"{where}: {fault['msg']}{found}")
        return None


def toml_files(folders: Iterable[Path]) -> Iterator[tuple[Path, Path]]:
    """Give every TOML file with its folder; folders that are not there are empty."""
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            yield folder, path


def _where(raw: object, loc: tuple[int | str, ...]) -> str:
    """Write a place in the data, naming list entries by their id where they have one."""
    steps: list[str] = []
    here = raw
    for step in loc:
        try:
            here = here[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
        if isinstance(name, str):
            steps.append(f'"{name}"')
        else:
            steps.append(str(step + 1) if isinstance(step, int) else step)
    return " ".join(steps) or "file"
