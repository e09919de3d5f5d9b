"""What programs send and get. Whatever is wrong is said in the form of RFC 9457."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from adapters.web.errors import problem

Body = TypeVar("Body", bound=BaseModel)

MAX_BODY = 128 << 10  #: the longest text there is, and what stands around it


async def body(request: web.Request, model: type[Body]) -> Body:
    """The body as a model. Raises 413 for too much, 400 for no JSON, 422 for other mistakes."""
    if (request.content_length or 0) > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY)
    raw = await request.clone(client_max_size=MAX_BODY).read()
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
    lines = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in found)
    if any(e["type"] == "json_invalid" for e in found):
        raise refusal(web.HTTPBadRequest, 400, lines)
    raise unfit(lines)


def parameters(request: web.Request, known: Iterable[str]) -> dict[str, str]:
    """The query of the address; several of one name are joined by commas."""
    unknown = sorted(set(request.query) - set(known))
    if unknown:
        raise unfit(f"unknown parameter: {', '.join(unknown)[:200]}")
    return {name: ",".join(request.query.getall(name)) for name in request.query}


def unfit(detail: str, code: str = "") -> web.HTTPException:
    """It can be read and makes no sense."""
    return refusal(web.HTTPUnprocessableEntity, 422, detail, code=code)


def refusal(
    error: type[web.HTTPException],
    status: int,
    detail: str = "",
    headers: dict[str, str] | None = None,
    code: str = "",
) -> web.HTTPException:
    """An error to raise. The body is a problem document."""
    written = problem(status, detail, code=code)
    return error(text=written.text, content_type=written.content_type, headers=headers or {})


def answer(
    model: BaseModel, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    text = model.model_dump_json()
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)
