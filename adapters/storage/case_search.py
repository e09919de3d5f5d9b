"""Finding cases: filters in SQL, words in what had to be opened for it."""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_

from adapters.storage.case_rows import RANK, case_rows, ordinal, to_case
from adapters.storage.tables import cases
from adapters.storage.tables.base import Moment
from adapters.storage.work import Repository
from bot.domain.case import OPEN, OURS, Case, Priority
from bot.domain.staff import StaffMember
from bot.ports import CasePage, CaseQuery

Place = tuple[int, datetime, int]  #: rank, due time, ordinal: where a case stands in the queue

_MOST = 2**62
_CHUNK = 200  # cases opened at a time while looking for words
_T = cases.c
_ORDER = (_T.rank, _T.due_at, _T.ordinal)
_IS_OPEN = _T.status.in_([status.value for status in OPEN])
_IS_OURS = _T.status.in_([status.value for status in OURS])
_IS_URGENT = _T.rank <= RANK[Priority.URGENT]


class CaseSearch(Repository):
    """The part of `bot.ports.Cases` that looks through many cases."""

    __slots__ = ()

    def find(self, query: CaseQuery) -> CasePage:
        """Raises ValueError for a cursor that did not come from here.

        `team` finds the team's cases and those no team has yet, as `StaffMember.sees` does.
        `q` looks for all its words in number, type, 동 and, in open cases, in what was said.
        """
        limit = max(query.limit, 1)
        found = self._matching(query) if query.q.strip() else self._pages(query, limit + 1)
        page: list[Case] = []
        for one in found:
            if len(page) == limit:
                return CasePage(cases=tuple(page), next_cursor=_cursor(page[-1]))
            page.append(one)
        return CasePage(cases=tuple(page))

    def counts(self, member: StaffMember, now: datetime) -> Mapping[str, int]:
        """Open cases: `mine`, `team` (all the member sees), and of these `urgent`, `overdue`."""
        kinds = {
            "mine": _T.owner == member.login,
            "team": _T.rank >= 0,
            "urgent": _IS_URGENT,
            "overdue": _overdue(now),
        }
        if not member.sees(member.team):
            return dict.fromkeys(kinds, 0)
        sums = [func.coalesce(func.sum(case((k, 1), else_=0)), 0) for k in kinds.values()]
        where = [_IS_OPEN, *_of_team(member.team)]
        row = self._work.run(select(*sums).where(*where)).one()
        return dict(zip(kinds, map(int, row), strict=True))

    def _matching(self, query: CaseQuery) -> Iterator[Case]:
        words = _plain(query.q).split()
        for one in self._pages(query, _CHUNK):
            text = _haystack(one)
            if all(word in text for word in words):
                yield one

    def _pages(self, query: CaseQuery, size: int) -> Iterator[Case]:
        """All cases of the filters in order, fetched `size` at a time."""
        statement = _filtered(query)
        place = _place(query.cursor) if query.cursor else None
        while True:
            page = statement if place is None else statement.where(_after(place))
            rows = self._work.run(page.limit(size)).all()
            yield from (to_case(self._work, row) for row in rows)
            if len(rows) < size:
                return
            place = (rows[-1].rank, rows[-1].due_at, rows[-1].ordinal)


def _filtered(query: CaseQuery) -> Select[Any]:
    where: list[ColumnElement[bool]] = _of_team(query.team)
    if query.statuses:
        where.append(_T.status.in_([status.value for status in query.statuses]))
    if query.type:
        where.append(_T.type == query.type)
    if query.owner:
        where.append(_T.owner == query.owner)
    if query.urgent:
        where.append(_IS_URGENT)
    if query.overdue_at is not None:
        where.append(_overdue(query.overdue_at))
    return case_rows().where(*where).order_by(*_ORDER)


def _overdue(now: datetime) -> ColumnElement[bool]:
    """As `Case.overdue` has it."""
    return and_(_IS_OURS, _T.due_at < now)


def _of_team(team: str) -> list[ColumnElement[bool]]:
    return [or_(_T.team == team, _T.team == "")] if team else []


def _haystack(one: Case) -> str:
    said = [one.first_words, *_texts(one.answers)] if one.is_open else []
    return _plain(" ".join([one.number, one.type, one.dong_name, *said]))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, Iterable):
        yield from (text for part in value for text in _texts(part))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _after(place: Place) -> ColumnElement[bool]:
    rank, due_at, number = place
    return tuple_(*_ORDER) > tuple_(literal(rank), literal(due_at, Moment()), literal(number))


def _cursor(last: Case) -> str:
    place = [RANK[last.priority], last.due_at.isoformat(), ordinal(last.number)]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _place(cursor: str) -> Place:
    try:
        rank, due_text, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        due_at = datetime.fromisoformat(due_text)
        known = due_at.utcoffset() is not None and 0 <= number < _MOST and 0 <= rank < len(RANK)
    except (ValueError, TypeError):
        known = False
    if not known:
        raise ValueError("this cursor was not given out here")
    return int(rank), due_at, int(number)
