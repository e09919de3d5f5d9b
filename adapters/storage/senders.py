"""Processes that died while they were sending, on PostgreSQL: nobody waits a minute behind them.

A process holds a lock under a number of its own as long as its line to the database lives
(`company.Lead`), and what it sends names the number. Where nobody holds that lock any more the
lease is over, after the time in which a living process gets its line back and settles its rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, bindparam, text, update

from adapters.storage.letters import SENDING
from adapters.storage.tables import outbox
from adapters.storage.tables.talk import IS_OPEN
from adapters.storage.work import Work

#: More than a process takes to note what became of a send that it ended.
GRACE = timedelta(seconds=5)

_T = outbox.c
_ALIVE = text(
    "SELECT CAST(objid AS bigint) AS sender FROM pg_locks"
    " WHERE locktype = 'advisory' AND classid = 7417003 AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).columns(sender=BigInteger)
_END = (
    update(outbox)
    .where(
        _T.state == SENDING,
        IS_OPEN,
        _T.channel.in_(bindparam("channels", expanding=True)),
        _T.lease_until > bindparam("now"),
        _T.lease_until <= bindparam("overdue"),
        _T.sender.is_not(None),
        _T.sender.not_in(_ALIVE),
    )
    .values(lease_until=bindparam("now"))
)


def end_leases_of_the_dead(
    work: Work, channels: Iterable[str], now: datetime, lease: timedelta
) -> None:
    if work.dialect == "postgresql":
        values = {"channels": sorted(channels), "now": now, "overdue": now + lease - GRACE}
        work.run(_END, values)
