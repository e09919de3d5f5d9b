"""The link by which somebody new chooses a password and comes in."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp_jinja2 import render_template

from adapters.web.desk import cookies, form, sign_in
from adapters.web.desk.gate import Visit
from adapters.web.desk.words import Words
from adapters.web.keys import CONTENT, DEPS, GATEWAY
from bot.services import accounts, members
from bot.services.accounts import AccountError
from bot.services.members import Invitation

PATH = "/desk/welcome/{login:[a-z0-9._-]{2,32}}/{token:[A-Za-z0-9_.-]{8,64}}"


def address(visit: Visit, invitation: Invitation) -> str:
    """The whole link, as the administrator hands it on."""
    given = visit.deps.desk_url.removesuffix("/desk/cases")
    root = given or str(visit.request.url.origin())
    return f"{root}/desk/welcome/{invitation.login}/{invitation.token}"


async def page(request: web.Request) -> web.StreamResponse:
    invitation = _invitation(request)
    deps = request.app[DEPS]
    if not await request.app[GATEWAY].run(lambda: members.invited(deps, invitation)):
        return _gone(request)
    return _shown(request, invitation.login)


async def choose(request: web.Request) -> web.StreamResponse:
    fields = await form.posted(request)
    invitation = _invitation(request)
    words = Words(request.app[CONTENT].catalog)
    if not cookies.own_form(request, fields.get("csrf", "")):
        return _shown(request, invitation.login, {"password": words("csrf.failed")}, status=403)
    deps, gateway = request.app[DEPS], request.app[GATEWAY]
    # Looked at before the password is hashed: hashing is dear, and this page is open to all.
    if not await gateway.run(lambda: members.invited(deps, invitation)):
        return _gone(request)
    password = fields.get("password", "")
    try:
        if password != fields.get("again", ""):
            raise AccountError("auth.mismatch")
        await gateway.run(lambda: members.choose_password(deps, invitation, password))
        return await sign_in.let_in(request, invitation.login, password)
    except AccountError as refused:
        if refused.key == "auth.setup_used":
            return _gone(request)
        field = "again" if refused.key == "auth.mismatch" else "password"
        wrong = {field: words(refused.key, **refused.params)}
        return _shown(request, invitation.login, wrong, status=422)


def _invitation(request: web.Request) -> Invitation:
    return Invitation(login=request.match_info["login"], token=request.match_info["token"])


def _gone(request: web.Request) -> web.Response:
    return sign_in.shown(request, message="error.page_gone", status=410)


def _shown(
    request: web.Request,
    login: str,
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> web.Response:
    secret = cookies.form_cookie(request)
    context = {
        "nonce": request["nonce"],
        "csrf": cookies.form_token(secret),
        "action": request.path,
        "login": login,
        "min_length": accounts.MIN_PASSWORD,
        "errors": errors or {},
    }
    response = render_template("desk/welcome.html", request, context, status=status)
    cookies.give_form(request, response, secret)
    return response


OPEN = (web.get(PATH, page), web.post(PATH, choose))
