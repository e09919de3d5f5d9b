"""The two cookies of the desk: who is signed in, and whose form the sign-in page is."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from aiohttp import web

from adapters.web.keys import SECURE

_SESSION = "ieum_desk"
_FORM = "ieum_desk_form"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def session_name(request: web.Request) -> str:
    return _named(_SESSION, request)


def session(request: web.Request) -> str | None:
    """The session token this browser shows; None when it shows none."""
    return _read(request, _SESSION)


def give_session(request: web.Request, response: web.Response, token: str) -> None:
    # Lax, not Strict: a link to a case in the staff chat must open it. Forms are refused across
    # sites by their token and by the origin.
    _give(request, response, _SESSION, token, samesite="Lax")


def take_session(request: web.Request, response: web.Response) -> None:
    secure = request.app[SECURE]
    response.del_cookie(session_name(request), path="/", secure=secure, httponly=True)


def form_cookie(request: web.Request) -> str:
    """The secret that ties a page without a session to this browser; a new one if need be."""
    return _read(request, _FORM) or secrets.token_urlsafe(32)


def give_form(request: web.Request, response: web.Response, secret: str) -> None:
    _give(request, response, _FORM, secret, samesite="Strict")


def form_token(secret: str) -> str:
    """What the form carries: it cannot be made without the HttpOnly cookie."""
    return hashlib.sha256(f"form|{secret}".encode()).hexdigest()


def own_form(request: web.Request, token: str) -> bool:
    """Whether a form was sent from a page this browser was given."""
    secret = _read(request, _FORM)
    return secret is not None and same(form_token(secret), token)


def same(one: str, other: str) -> bool:
    """Compare secrets in the same time wherever they differ."""
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def _named(name: str, request: web.Request) -> str:
    return f"__Host-{name}" if request.app[SECURE] else name


def _read(request: web.Request, name: str) -> str | None:
    value = request.cookies.get(_named(name, request), "")
    return value if _TOKEN.fullmatch(value) else None


def _give(
    request: web.Request, response: web.Response, name: str, value: str, *, samesite: str
) -> None:
    response.set_cookie(
        _named(name, request),
        value,
        path="/",
        secure=request.app[SECURE],
        httponly=True,
        samesite=samesite,
    )
