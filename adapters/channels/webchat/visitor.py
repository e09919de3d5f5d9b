"""Who this browser is: a random cookie, nothing else. No address, no user agent is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from aiohttp import web

_COOKIE = "ieum_chat"
DAYS = 60
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def cookie(*, secure: bool) -> str:
    """Its name. With the prefix no other site of the same domain can set it (RFC 6265bis, 4.1.3);
    browsers take that over TLS only."""
    return f"__Host-{_COOKIE}" if secure else _COOKIE


def known(request: web.Request, *, secure: bool) -> str | None:
    """The visitor of this request, None for somebody new."""
    value = request.cookies.get(cookie(secure=secure), "")
    return value if _SHAPE.fullmatch(value) else None


def fresh() -> str:
    return secrets.token_urlsafe(32)


def remember(response: web.StreamResponse, visitor: str, *, secure: bool) -> None:
    response.set_cookie(
        cookie(secure=secure),
        visitor,
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=secure,
        path="/",
    )


def csrf(visitor: str) -> str:
    """A token only this visitor's own page can know: the cookie is secret and HttpOnly."""
    return hashlib.sha256(f"csrf|{visitor}".encode()).hexdigest()


def allowed(visitor: str, token: str) -> bool:
    return hmac.compare_digest(csrf(visitor).encode(), token.encode("utf-8", "replace"))
