"""What a form or an address carries, cleaned; what cannot be read is the sender's mistake."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

#: Bytes that are not in the charset named, a charset nobody knows, a broken multipart or body.
UNREADABLE = (
    ValueError,
    LookupError,
    AssertionError,
    HttpProcessingError,
    web.RequestPayloadError,
)


async def posted(request: web.Request) -> dict[str, str]:
    """The text fields of a form. Raises HTTPBadRequest for a body that is no form."""
    try:
        fields = await request.post()
    except UNREADABLE:
        raise web.HTTPBadRequest from None
    return {name: _clean(value) for name, value in fields.items() if isinstance(value, str)}


def asked(request: web.Request) -> dict[str, str]:
    """The parameters of the address; of several with one name the first."""
    return {name: _clean(request.query[name]) for name in request.query}


def number(fields: Mapping[str, str], name: str) -> int | None:
    """A whole number from 0; None when it is missing or something else."""
    text = fields.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _clean(text: str) -> str:
    # No database keeps NUL, and a browser counts a line end as one letter, not two.
    return text.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()
