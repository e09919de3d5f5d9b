"""What every response carries and every request must satisfy, whatever page it is for."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import structlog
from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

log = structlog.get_logger()

#: Paths that platforms and programs call; they carry secrets or tokens of their own.
MACHINES = ("/channels/", "/api/", "/healthz", "/readyz", "/metrics")

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx"
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def headers(*, secure: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A signal that puts the security headers on every response, errors included."""

    async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        policy = POLICY.format(nonce=request.get("nonce", ""))
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.pop("Server", None)
        if secure:
            response.headers["Strict-Transport-Security"] = HSTS

    return on_prepare


@web.middleware
async def with_nonce(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A fresh nonce for the scripts of this one response."""
    request["nonce"] = secrets.token_urlsafe(16)
    return await handler(request)


@web.middleware
async def own_site_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse forms that another site sends in the name of somebody signed in here."""
    safe = request.method in ("GET", "HEAD", "OPTIONS")
    if not safe and not request.path.startswith(MACHINES) and not _from_here(request):
        raise web.HTTPForbidden
    return await handler(request)


def _from_here(request: web.Request) -> bool:
    """By the browser's own word where it says so, else by the origin.

    Under `Referrer-Policy: no-referrer` a form posted by a navigation has the origin "null" even
    on its own site (Fetch standard, "serializing a request origin"), so the origin alone would
    refuse our own pages without script.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
