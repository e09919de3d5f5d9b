"""Bearer tokens of other systems and what their scopes allow."""

from __future__ import annotations

from aiohttp import web

from adapters.web.api.reading import refusal
from adapters.web.keys import DEPS, GATEWAY
from bot.domain.staff import Role, StaffMember
from bot.services import accounts


async def allowed(request: web.Request, *scopes: str) -> StaffMember:
    """The member a token acts as. Raises 401 without a valid token, 403 when it has none of the
    scopes."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    deps = request.app[DEPS]
    known = None
    if kind.lower() == "bearer" and token:
        known = await request.app[GATEWAY].run(lambda: accounts.token_of(deps, token.strip()))
    if known is None:
        raise refusal(web.HTTPUnauthorized, 401, headers={"WWW-Authenticate": "Bearer"})
    if not set(scopes) & set(known.scopes):
        raise refusal(web.HTTPForbidden, 403, f"needs the scope {' or '.join(scopes)}")
    return StaffMember(login=f"api:{known.name}", role=Role.CASEWORKER)
