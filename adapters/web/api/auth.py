"""Bearer tokens of other systems and what their scopes allow."""

from __future__ import annotations

from aiohttp import web

from adapters.web.errors import problem
from adapters.web.keys import DEPS, GATEWAY
from bot.domain.staff import Role, StaffMember
from bot.services import accounts


async def allowed(request: web.Request, scope: str) -> StaffMember:
    """The member a token acts as. Raises 401 without a valid token, 403 without the scope."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    deps = request.app[DEPS]
    known = None
    if kind.lower() == "bearer" and token:
        known = await request.app[GATEWAY].run(lambda: accounts.token_of(deps, token.strip()))
    if known is None:
        raise _refusal(web.HTTPUnauthorized, 401, {"WWW-Authenticate": "Bearer"})
    if scope not in known.scopes:
        raise _refusal(web.HTTPForbidden, 403, {}, f"needs scope {scope}")
    return StaffMember(login=f"api:{known.name}", role=Role.CASEWORKER)


def _refusal(
    error: type[web.HTTPException], status: int, headers: dict[str, str], detail: str = ""
) -> web.HTTPException:
    body = problem(status, detail)
    return error(text=body.text, content_type=body.content_type, headers=headers)
