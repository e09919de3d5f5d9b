"""Statements of every turn, compiled once and run on SQLite's own cursor.

A turn runs five small statements. On SQLite each takes about 0.05 ms, and what SQLAlchemy does
around each execution five times that (measured 2026-11-22). So SQLAlchemy compiles such a
statement, with the types' own conversions of values, and the driver runs it. Statements whose
text depends on their values (`IN` lists) cannot be prepared, nor those that ask for what the
driver does not give as it is meant (moments).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Dialect, Executable, LargeBinary, Select, UpdateBase
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
#: The rows asked for, and how many were written. On SQLite truth values come as 0 and 1.
Came = tuple[Sequence[Sequence[Any]], int]


class Hot:
    """A statement of every turn, which is given values of the same names each time."""

    __slots__ = ("_fixed", "_in_order", "_into", "_sql", "statement")

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._sql = ""

    def run(self, connection: Any, dialect: Dialect, values: Mapping[str, Any]) -> Came:
        """Raises, as the others do, what the driver raises."""
        cursor = connection.execute(self._text(values, dialect), self._given(values))
        return cursor.fetchall(), cursor.rowcount

    def insert(self, connection: Any, dialect: Dialect, values: Mapping[str, Any]) -> int:
        """The number of the row that was added."""
        sql = self._text(values, dialect)
        return int(connection.execute(sql, self._given(values)).lastrowid)

    def each(self, connection: Any, dialect: Dialect, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run once for each, of which there must be one; how many rows were written in all."""
        sql = self._text(rows[0], dialect)
        return int(connection.executemany(sql, map(self._given, rows)).rowcount)

    def _text(self, values: Mapping[str, Any], dialect: Dialect) -> str:
        """Compiled when first run."""
        if not self._sql:
            self._compile(list(values), dialect)
        return self._sql

    def _given(self, values: Mapping[str, Any]) -> Sequence[Any]:
        given = {**self._fixed, **values}
        for name, convert in self._into:
            given[name] = convert(given[name])
        return self._in_order(given)

    def _compile(self, names: Sequence[str], dialect: Dialect) -> None:
        keys = None if isinstance(self.statement, Select) else names
        compiled = self.statement.compile(dialect=dialect, column_keys=keys)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params:
            raise ValueError("the text of this statement depends on its values")
        if any(_comes_otherwise(column["type"], dialect) for column in _columns(self.statement)):
            raise ValueError("what this statement asks for must be converted")
        self._in_order = _picking(compiled.positiontup or [])
        into = _into(compiled, dialect)
        known = {n: v for n, v in compiled.params.items() if n not in names}
        self._fixed = {n: into[n](v) if n in into else v for n, v in known.items()}
        #: Only what the driver cannot take as it is.
        self._into = [(name, convert) for name, convert in into.items() if name in names]
        self._sql = compiled.string  # last: another thread may look for it


def _picking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """The values in the order of the text. (`itemgetter` gives a single one without its tuple.)"""
    return itemgetter(*names) if len(names) > 1 else lambda given: [given[n] for n in names]


def _columns(statement: Executable) -> list[Any]:
    if isinstance(statement, Select):
        return list(statement.column_descriptions)
    assert isinstance(statement, UpdateBase)
    return list(statement.returning_column_descriptions)


def _comes_otherwise(kind: Any, dialect: Dialect) -> bool:
    impl = kind.dialect_impl(dialect)
    return not _as_it_is(impl) and impl.result_processor(dialect, None) is not None


def _as_it_is(impl: Any) -> bool:
    """Bytes and truth values need nothing done, either way."""
    return isinstance(impl, LargeBinary | Boolean)


def _into(compiled: SQLCompiler, dialect: Dialect) -> dict[str, Convert]:
    """How the values of a statement become the driver's, by name."""
    impls = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
    return {
        name: convert
        for name, impl in impls.items()
        if not _as_it_is(impl) and (convert := impl.bind_processor(dialect))
    }
