"""Statements of every turn, compiled once and run on SQLite's own cursor.

A turn runs seven small statements. On SQLite each takes about 0.05 ms, and what SQLAlchemy does
around each execution five times that (measured 2026-11-22). So SQLAlchemy compiles such a
statement, with the types' own conversions of values, and the driver runs it. Statements whose
text depends on their values (`IN` lists) cannot be prepared.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any] | None


class Found:
    """What came of a statement, with the names that `CursorResult` has for it."""

    __slots__ = ("_rows", "lastrowid", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int, lastrowid: int) -> None:
        self._rows = rows
        self.rowcount = rowcount
        self.lastrowid = lastrowid

    def all(self) -> list[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None


class Prepared:
    """One compiled statement: its text, how values go in, how rows come out."""

    __slots__ = ("_blanks", "_given", "_out", "_row", "_sql")

    def __init__(self, statement: Executable, names: Sequence[str], dialect: Dialect) -> None:
        keys = None if isinstance(statement, Select) else list(names)
        compiled = statement.compile(dialect=dialect, column_keys=keys)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params:
            raise ValueError("the text of this statement depends on its values")
        self._sql = compiled.string
        #: The values in order; those that are not fixed are filled in at each run.
        self._given: list[Any] = []
        self._blanks: list[tuple[int, str, Convert]] = []
        for at, name in enumerate(compiled.positiontup or ()):
            into = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
            if name in names:
                self._given.append(None)
                self._blanks.append((at, name, into))
            else:
                fixed = compiled.params[name]
                self._given.append(into(fixed) if into else fixed)
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._out: list[Convert] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self._row = namedtuple("Row", [c.key for c in columns])  # type: ignore[misc]

    def run(self, connection: Any, values: Mapping[str, Any]) -> Found:
        """Raises what the driver raises."""
        given = self._given.copy()
        for at, name, into in self._blanks:
            value = values[name]
            given[at] = into(value) if into else value
        cursor = connection.execute(self._sql, given)
        rows = [self._opened(row) for row in cursor.fetchall()] if self._out else []
        return Found(rows, cursor.rowcount, cursor.lastrowid)

    def _opened(self, row: Sequence[Any]) -> Any:
        return self._row(*[out(v) if out else v for out, v in zip(self._out, row, strict=True)])


class PreparedStatements:
    """Compiled when first run, by statement and by the names of the values it is given."""

    def __init__(self) -> None:
        # The statement is kept beside its id: an id means something only while it lives.
        self._known: dict[tuple[int, tuple[str, ...]], tuple[Executable, Prepared]] = {}

    def get(self, statement: Executable, names: Sequence[str], dialect: Dialect) -> Prepared:
        key = (id(statement), tuple(names))
        if key not in self._known:
            self._known[key] = (statement, Prepared(statement, names, dialect))
        return self._known[key][1]
