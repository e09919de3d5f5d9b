"""What every response carries and every request must satisfy, whatever page it is for."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Middleware

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Address = IPv4Address | IPv6Address

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

SAFE = (hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS)
#: A picture of ten megabytes over a slow phone takes a minute and a half.
UPLOAD_SECONDS = 120.0
#: What programs send is small.
PROGRAM_SECONDS = 20.0


def headers(*, secure: bool) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """A signal that puts the security headers on every response, errors included."""

    before, after = POLICY.split("{nonce}")

    async def on_prepare(request: web.Request, response: web.StreamResponse) -> None:
        sent = response.headers
        sent.update(HEADERS)
        nonce = request.get("nonce", "")
        sent.setdefault(hdrs.CONTENT_SECURITY_POLICY, f"{before}{nonce}{after}")
        sent.setdefault(hdrs.CACHE_CONTROL, "no-store")
        sent.pop(hdrs.SERVER, None)
        if secure:
            sent[hdrs.STRICT_TRANSPORT_SECURITY] = HSTS

    return on_prepare


@web.middleware
async def with_nonce(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A fresh nonce for the scripts of this one response."""
    request["nonce"] = secrets.token_urlsafe(16)
    return await handler(request)


@web.middleware
async def own_site_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse forms that another site sends in the name of somebody signed in here."""
    ours = request.method in SAFE or request.path.startswith(MACHINES) or _from_here(request)
    if not ours:
        raise web.HTTPForbidden
    return await handler(request)


@web.middleware
async def in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give up on a body that trickles in: whoever sends a byte a minute holds a place for good."""
    if request.method in SAFE or request.content.is_eof():  # nothing is still to come
        return await handler(request)
    programs = request.path.startswith(MACHINES)
    try:
        async with asyncio.timeout(PROGRAM_SECONDS if programs else UPLOAD_SECONDS) as limit:
            return await handler(request)
    except TimeoutError:
        if not limit.expired():
            raise
        raise web.HTTPRequestTimeout from None


def seen_through(proxies: Iterable[str]) -> Middleware:
    """Let `request.remote` be the visitor's own address where one of our proxies stands between.

    Only what a trusted proxy says is believed: anybody may send an `X-Forwarded-For`.
    """
    # IPv4 is compared in its IPv6 form, as a dual-stack socket reports it.
    networks = tuple(_six(proxy) for proxy in proxies)

    @web.middleware
    async def from_client(request: web.Request, handler: Handler) -> web.StreamResponse:
        client = _client(request, networks)
        if client != request.remote:
            request = request.clone(remote=client or "")
        return await handler(request)

    return from_client


def _client(request: web.Request, proxies: Sequence[IPv6Network]) -> str | None:
    """The nearest address that is no proxy of ours, going back along the way of the request."""
    client = request.remote
    hops = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    for hop in reversed(hops):
        known = _address(client or "")
        if known is None or not any(_mapped(known) in network for network in proxies):
            return client
        said = _address(hop.strip())
        if said is None:
            return client
        client = str(said)
    return client


def _address(text: str) -> Address | None:
    """An address, perhaps with a port, as proxies write it; IPv4 in IPv6 is IPv4."""
    bare = text.partition("]")[0].removeprefix("[")
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _mapped(address: Address) -> IPv6Address:
    return IPv6Address(f"::ffff:{address}") if isinstance(address, IPv4Address) else address


def _six(proxy: str) -> IPv6Network:
    network = ip_network(proxy, strict=False)
    if isinstance(network, IPv6Network):
        return network
    return IPv6Network(f"::ffff:{network.network_address}/{96 + network.prefixlen}")


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
