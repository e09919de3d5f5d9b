"""Sessions, API tokens, set-up links and failed tries. Tokens and keys are kept as keyed hashes:
neither a copy of the database nor a log of it lets anyone in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update

from adapters.storage.tables import api_tokens, failed_tries, sessions, setup_tokens
from adapters.storage.work import Repository, upsert
from bot.domain.staff import ApiToken, Session

_KEEP_FAILURES = timedelta(days=1)  # no throttle looks back further

_S, _A, _U, _F = sessions.c, api_tokens.c, setup_tokens.c, failed_tries.c

_OPEN = insert(sessions)
_SESSION = select(_S.login, _S.csrf, _S.created_at, _S.seen_at).where(
    _S.token_key == bindparam("token")
)
_TOUCH = update(sessions).where(_S.token_key == bindparam("token")).values(seen_at=bindparam("now"))
_END = delete(sessions).where(_S.token_key == bindparam("token"))
_END_OF = delete(sessions).where(_S.login == bindparam("who"))

_ADD_TOKEN = upsert(
    lambda add: add.on_conflict_do_nothing(index_elements=[api_tokens.c.name]), api_tokens
)
_TOKEN = select(_A.name, _A.scopes, _A.created_at).where(_A.token_key == bindparam("token"))

_OFFER = insert(setup_tokens)
_UNUSED = (_U.token_key == bindparam("token")) & _U.used_at.is_(None)
_TAKE = update(setup_tokens).where(_UNUSED).values(used_at=bindparam("now"))
_OFFERED = select(func.count()).select_from(setup_tokens).where(_UNUSED)

_FAILED = insert(failed_tries)
_FAILURES = select(func.count()).where(_F.key == bindparam("of"), _F.at >= bindparam("since"))
_FORGET = delete(failed_tries).where(_F.key == bindparam("of"), _F.at < bindparam("before"))


class SigningIn(Repository):
    """The part of `bot.ports.Staff` that is about getting in."""

    __slots__ = ()

    def open_session(self, session: Session) -> None:
        row = {
            "token_key": self._key("session", session.token_hash),
            "login": session.login,
            "csrf": session.csrf,
            "created_at": session.created_at,
            "seen_at": session.seen_at,
        }
        self._work.run(_OPEN, row)

    def session(self, token_hash: bytes) -> Session | None:
        row = self._work.run(_SESSION, {"token": self._key("session", token_hash)}).first()
        return None if row is None else Session(token_hash=token_hash, **row._mapping)

    def touch_session(self, token_hash: bytes, at: datetime) -> None:
        self._work.run(_TOUCH, {"token": self._key("session", token_hash), "now": at})

    def end_session(self, token_hash: bytes) -> None:
        self._work.run(_END, {"token": self._key("session", token_hash)})

    def end_sessions_of(self, login: str) -> None:
        self._work.run(_END_OF, {"who": login})

    def add_token(self, token: ApiToken, token_hash: bytes) -> bool:
        row = {
            "token_key": self._key("api", token_hash),
            "name": token.name,
            "scopes": " ".join(token.scopes),
            "created_at": token.created_at,
        }
        return self._work.run_either(_ADD_TOKEN, row).rowcount == 1

    def token(self, token_hash: bytes) -> ApiToken | None:
        row = self._work.run(_TOKEN, {"token": self._key("api", token_hash)}).first()
        if row is None:
            return None
        scopes = tuple(row.scopes.split())
        return ApiToken(name=row.name, scopes=scopes, created_at=row.created_at)

    def offer_setup(self, token_hash: bytes) -> None:
        key = self._key("setup", token_hash)
        row = {"token_key": key, "created_at": self._work.clock(), "used_at": None}
        self._work.run(_OFFER, row)

    def take_setup(self, token_hash: bytes) -> bool:
        values = {"token": self._key("setup", token_hash), "now": self._work.clock()}
        return self._work.run(_TAKE, values).rowcount == 1

    def setup_open(self, token_hash: bytes) -> bool:
        token = {"token": self._key("setup", token_hash)}
        return bool(self._work.run(_OFFERED, token).scalar_one())

    def failed(self, key: str, at: datetime) -> None:
        hashed = self._work.index.hashed("failed", key)
        self._work.run(_FORGET, {"of": hashed, "before": at - _KEEP_FAILURES})
        self._work.run(_FAILED, {"key": hashed, "at": at})

    def failures(self, key: str, since: datetime) -> int:
        values = {"of": self._work.index.hashed("failed", key), "since": since}
        count: int = self._work.run(_FAILURES, values).scalar_one()
        return count

    def _key(self, use: str, token_hash: bytes) -> str:
        return self._work.index.hashed(use, token_hash.hex())
