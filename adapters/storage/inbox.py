"""The inbox: every event of every channel once, whatever is delivered twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, bindparam, select, update

from adapters.storage.codec import EVENT, Codec, whole
from adapters.storage.tables import inbox
from adapters.storage.tables.talk import IS_KEPT
from adapters.storage.work import Repository, of_conversation, upsert
from bot.domain.events import InboundEvent

if TYPE_CHECKING:
    from adapters.storage.work import Upsert

KEPT = "kept"  #: durable, not yet processed
DONE = "done"  #: its turn was committed
PARKED = "parked"  #: nobody could read it; set aside

_BODY = "inbox|body"
_ONCE = [inbox.c.channel, inbox.c.event_key]


def _replacing(add: Any, where: ColumnElement[bool]) -> Upsert:
    names = ("state", "conversation_id", "at", "ordinal", "body", "reason")
    changes = {name: add.excluded[name] for name in names}
    return add.on_conflict_do_update(index_elements=_ONCE, set_=changes, where=where)  # type: ignore[no-any-return]


_KEEP = upsert(
    lambda add: add.values(state=KEPT, reason="").on_conflict_do_nothing(index_elements=_ONCE),
    inbox,
)
_ACCEPT = upsert(
    lambda add: _replacing(add.values(state=DONE, reason=""), inbox.c.state != DONE), inbox
)
_PARK = upsert(lambda add: _replacing(add, inbox.c.state == KEPT), inbox)
_PARK_KEPT = (
    update(inbox)
    .where(inbox.c.channel == bindparam("on"), inbox.c.event_key == bindparam("key"), IS_KEPT)
    .values(state=PARKED, reason=bindparam("because"))
)
_KEPT = (
    select(inbox.c.conversation_id, inbox.c.body)
    .where(inbox.c.channel == bindparam("channel"), IS_KEPT)
    .order_by(inbox.c.ordinal, inbox.c.id)
)
_SAID = (
    select(inbox.c.at, inbox.c.body)
    .where(
        inbox.c.conversation_id == bindparam("conversation_id"),
        inbox.c.at >= bindparam("since"),
        inbox.c.state == DONE,
    )
    .order_by(inbox.c.at, inbox.c.ordinal, inbox.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What stays of an event once its turn was taken. (Up to November 2026 all of it stayed.)"""

    text: str = field(default="", repr=False)


_SAID_BODY = Codec(_Said)


class SqlInbox(Repository):
    """See `bot.ports.Inbox`. Events are sealed under the key of their conversation."""

    def keep(self, event: InboundEvent) -> bool:
        _, kept = self._work.hot_either(_KEEP, self._row(event, EVENT.dump(event)))
        return kept == 1

    def accept(self, event: InboundEvent) -> bool:
        said = _SAID_BODY.dump(_Said(text=event.text))
        _, accepted = self._work.hot_either(_ACCEPT, self._row(event, said))
        return accepted == 1

    def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        """An event that was kept is parked in its place; one that was processed stays so.
        Without `raw` the kept event itself is what is put aside."""
        if not raw and self._park_as_it_is(channel, event_id, reason):
            return
        key = self._work.hashed("event", channel, event_id)
        row = {
            "channel": channel,
            "event_key": key,
            "state": PARKED,
            "conversation_id": "",
            "at": self._work.clock(),
            "ordinal": 0,
            "body": self._work.seal(f"parked:{key}", _BODY, whole(raw)),
            "reason": reason[:300],
        }
        self._work.run_either(_PARK, row)

    def _park_as_it_is(self, channel: str, event_id: str, reason: str) -> bool:
        key = self._work.hashed("event", channel, event_id)
        values = {"on": channel, "key": key, "because": reason[:300]}
        return self._work.run(_PARK_KEPT, values).rowcount > 0

    def kept(self, channel: str) -> list[InboundEvent]:
        rows = self._work.run(_KEPT, {"channel": channel}).all()
        opened = (
            self._work.unseal(of_conversation(row.conversation_id), _BODY, row.body) for row in rows
        )
        return [EVENT.load(plain) for plain in opened if plain is not None]

    def said(self, conversation_id: str, since: datetime) -> list[tuple[datetime, str]]:
        values = {"conversation_id": conversation_id, "since": since}
        owner = of_conversation(conversation_id)
        rows = self._work.run(_SAID, values).all()
        opened = ((row.at, self._work.unseal(owner, _BODY, row.body)) for row in rows)
        texts = ((at, _SAID_BODY.load(plain).text) for at, plain in opened if plain is not None)
        return [(at, text) for at, text in texts if text]

    def _row(self, event: InboundEvent, plain: bytes) -> dict[str, object]:
        channel = event.ref.channel
        conversation_id = self._work.hashed("conversation", channel, event.ref.address)
        return {
            "channel": channel,
            "event_key": self._work.hashed("event", channel, event.event_id),
            "conversation_id": conversation_id,
            "at": event.at,
            "ordinal": event.order,
            "body": self._work.seal(of_conversation(conversation_id), _BODY, plain),
        }
