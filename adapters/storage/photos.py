"""Pictures, sealed under their conversation's key until a case takes them over."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select, update

from adapters.storage.tables import photos
from adapters.storage.work import Repository, of_case, of_conversation

_PLACE = "photos|data"
_T = photos.c
_ADD = insert(photos)
_GET = select(_T.data).where(_T.id == bindparam("photo"), _T.owner == bindparam("of"))
_MOVE = (
    update(photos)
    .where(_T.id == bindparam("photo"), _T.owner == bindparam("of"))
    .values(owner=bindparam("to"), data=bindparam("sealed"))
)


class SqlPhotos(Repository):
    """See `bot.ports.Photos`."""

    __slots__ = ()

    def add(self, owner: str, data: bytes) -> int:
        sealed = self._work.seal(_key_owner(owner), _PLACE, data)
        row = {"owner": owner, "created_at": self._work.clock(), "data": sealed}
        return self._work.insert(_ADD, row)

    def move(self, ids: Sequence[int], owner: str, case_no: str) -> None:
        """Ids that are not the owner's are passed over."""
        for photo_id in ids:
            data = self.get(photo_id, owner)
            if data is not None:
                sealed = self._work.seal(of_case(case_no), _PLACE, data)
                values = {"photo": photo_id, "of": owner, "to": case_no, "sealed": sealed}
                self._work.run(_MOVE, values)

    def get(self, photo_id: int, owner: str) -> bytes | None:
        sealed = self._work.run(_GET, {"photo": photo_id, "of": owner}).scalar()
        return None if sealed is None else self._work.unseal(_key_owner(owner), _PLACE, sealed)


def _key_owner(owner: str) -> str:
    # A conversation id is all hex; a case number has its dash.
    return of_case(owner) if "-" in owner else of_conversation(owner)
