"""Errors as people and programs may see them: what happened, what to do, never a trace."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping

import structlog
from aiohttp import web
from aiohttp_jinja2 import render_template

from adapters.web.keys import CONTENT
from adapters.web.security import MACHINES, Handler
from bot.domain.case import CaseRefused, StaleCase
from bot.ports import StoreAway
from bot.services.cases import CaseMissing

log = structlog.get_logger()

PROBLEM = "application/problem+json"
KNOWN = (400, 403, 404, 405, 413, 429, 500, 503)
#: Where a body was not read to its end, the connection is of no more use.
UNREAD = (408, 413)
#: Short English titles for programs (RFC 9457).
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not acceptable",
    429: "Too many requests",
    500: "Server error",
    503: "Not available now",
}


def problem(
    status: int, detail: str = "", headers: Mapping[str, str] | None = None, *, code: str = ""
) -> web.Response:
    """An error in the form of RFC 9457. `code` is ours: a word programs can go by."""
    body = {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status}
    body |= {name: text for name, text in (("detail", detail), ("code", code)) if text}
    text = json.dumps(body, ensure_ascii=False)
    response = web.Response(status=status, text=text, content_type=PROBLEM, headers=headers)
    if status in UNREAD:
        response.force_close()
    return response


@web.middleware
async def shown(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn every failure into a page or a problem document."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400 or error.content_type != "text/plain":
            raise
        return _error(request, error.status, headers=_kept(error))
    except CaseMissing as missing:
        return _error(request, 404, missing.key if request.path.startswith(MACHINES) else "")
    except StaleCase as stale:
        return _error(request, 409, stale.key)
    except CaseRefused as refused:
        return _error(request, 409, refused.key)
    except StoreAway:
        return _error(request, 503, headers={"Retry-After": "5"})
    except Exception as error:
        # The last resort of a web request: the outside learns an id, the log the type.
        number = secrets.token_hex(4)
        log.error("request failed", id=number, path=_shape(request), error=type(error).__name__)
        return _error(request, 500, number=number)


def _kept(error: web.HTTPException) -> dict[str, str]:
    return {k: v for k, v in error.headers.items() if k in ("Allow", "Retry-After")}


def _shape(request: web.Request) -> str:
    """The route, not the path: a path may hold a number or a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "?"


def _error(
    request: web.Request,
    status: int,
    key: str = "",
    *,
    number: str = "",
    headers: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    catalog = request.app[CONTENT].catalog
    known = status if status in KNOWN else (500 if status >= 500 else 400)
    message = catalog.render(key or f"error.{known}")
    if request.path.startswith(MACHINES):
        return problem(status, message, headers, code=key)
    return page(request, status, message, number=number, headers=headers)


def page(
    request: web.Request,
    status: int,
    message: str,
    *,
    number: str = "",
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """An error as people see it: the first sentence says what happened, the rest what to do."""
    what, _, rest = message.partition(". ")
    context = {
        "nonce": request.get("nonce", ""),
        "status": status,
        "title": what.removesuffix("."),
        "message": rest,
        "error_id": number,
        "home": "/desk" if request.path.startswith("/desk") else "/",
    }
    response = render_template("error.html", request, context, status=status)
    response.headers.update(headers or {})
    if status in UNREAD:
        response.force_close()
    return response
