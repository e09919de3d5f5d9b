"""Dialog state by person. The address is sealed; the id is a keyed hash of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from adapters.storage.codec import CONVERSATION, REF
from adapters.storage.prepared import Hot
from adapters.storage.tables import conversations, keys
from adapters.storage.work import Repository, Work, of_conversation, upsert
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef
from bot.ports import StoreAway

_STATE = "conversations|state"
_REF = "conversations|ref"
_T = conversations.c

_KEY = select(keys.c.wrapped).where(keys.c.owner == "conv:" + _T.id).scalar_subquery()
_ROW = select(_T.id, _T.channel, _T.state, _T.version, _KEY.label("wrapped")).where(
    _T.id == bindparam("who")
)
_GET = Hot(_ROW)
_HOLD = Hot(_ROW.with_for_update())
_NEW = upsert(lambda add: add.on_conflict_do_nothing(), conversations)
_SAVE = Hot(
    update(conversations)
    .where(_T.id == bindparam("who"), _T.version == bindparam("loaded"))
    .values(state=bindparam("sealed"), version=bindparam("next"), seen_at=bindparam("seen"))
)
_GET_REF = select(_T.ref).where(_T.id == bindparam("who"))
_GONE = update(conversations).where(_T.id == bindparam("who")).values(gone=bindparam("is_gone"))


class SqlConversations(Repository):
    """See `bot.ports.Conversations`.

    On PostgreSQL `load`, and `get` in a writing transaction, hold the row until its end, so that
    the turns of one person follow each other over all processes.
    """

    __slots__ = ("_versions",)

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._versions: dict[str, int] = {}  # as stored, by conversation

    def load(self, ref: ConversationRef) -> Conversation:
        who = self._work.hashed("conversation", ref.channel, ref.address)
        row = self._row(who)
        if row is None:
            self._add(who, ref)
            row = self._row(who)
        if row is None:
            raise StoreAway("the conversation was erased at this very moment")
        return self._opened(row)

    def get(self, conversation_id: str) -> Conversation | None:
        row = self._row(conversation_id)
        return None if row is None else self._opened(row)

    def save(self, conversation: Conversation) -> None:
        """Raises LookupError for one that this transaction has not loaded, `StoreAway` when it
        was changed or erased since."""
        who = conversation.id
        loaded = self._versions.get(who)
        if loaded is None:
            raise LookupError("a conversation must be loaded before it is saved")
        values = {
            "who": who,
            "loaded": loaded,
            "next": loaded + 1,
            "sealed": self._work.seal(
                of_conversation(who), _STATE, CONVERSATION.dump(conversation)
            ),
            "seen": conversation.seen_at or self._work.clock(),
        }
        _, saved = self._work.hot(_SAVE, values)
        if saved != 1:
            raise StoreAway("the conversation was changed or erased at this very moment")
        self._versions[who] = loaded + 1

    def ref(self, conversation_id: str) -> ConversationRef | None:
        sealed = self._work.run(_GET_REF, {"who": conversation_id}).scalar()
        if sealed is None:
            return None
        plain = self._work.unseal(of_conversation(conversation_id), _REF, sealed)
        return None if plain is None else REF.load(plain)

    def unreachable(self, conversation_id: str, *, gone: bool) -> None:
        self._work.run(_GONE, {"who": conversation_id, "is_gone": gone})

    def _row(self, who: str) -> Sequence[Any] | None:
        rows, _ = self._work.hot(_HOLD if self._work.writing else _GET, {"who": who})
        return rows[0] if rows else None

    def _add(self, who: str, ref: ConversationRef) -> None:
        row = {
            "id": who,
            "channel": ref.channel,
            "ref": self._work.seal(of_conversation(who), _REF, REF.dump(ref)),
            "state": None,
            "gone": False,
            "version": 0,
            "seen_at": self._work.clock(),
        }
        self._work.run_either(_NEW, row)

    def _opened(self, row: Sequence[Any]) -> Conversation:
        who, channel, state, version, wrapped = row
        owner = of_conversation(who)
        self._work.learn(owner, wrapped)
        self._versions[who] = version
        plain = state and self._work.unseal(owner, _STATE, state)
        return CONVERSATION.load(plain) if plain else Conversation(id=who, channel=channel)
