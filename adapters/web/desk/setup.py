"""The first administrator, through the one-time link that the start of the program prints."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp_jinja2 import render_template

from adapters.web.desk import cookies, form, sign_in
from adapters.web.desk.words import Words
from adapters.web.keys import CONTENT, DEPS, GATEWAY
from bot.services import accounts
from bot.services.accounts import AccountError

SETUP = "/desk/setup"
#: Which line of the form a refusal stands at.
FIELD = {"auth.weak": "password", "auth.mismatch": "again"}


async def page(request: web.Request) -> web.StreamResponse:
    token = request.match_info["token"]
    if not await _still_open(request, token):
        return _used(request)
    return _shown(request, token)


async def make(request: web.Request) -> web.StreamResponse:
    fields = await form.posted(request)
    token = request.match_info.get("token") or fields.get("token", "")
    login = fields.get("login", "").strip().lower()[: sign_in.MAX_LOGIN]
    if not cookies.own_form(request, fields.get("csrf", "")):
        refusal = Words(request.app[CONTENT].catalog)("csrf.failed")
        return _shown(request, token, login, {"login": refusal}, status=403)
    # Looked at before the password is hashed: hashing is dear, and this page is open to all.
    if not await _still_open(request, token):
        return _used(request)
    password = fields.get("password", "")
    deps = request.app[DEPS]
    try:
        if password != fields.get("again", password):
            raise AccountError("auth.mismatch")
        await request.app[GATEWAY].run(lambda: accounts.set_up(deps, token, login, password))
        return await sign_in.let_in(request, login, password)
    except AccountError as refused:
        return _refused(request, token, login, refused)


async def _still_open(request: web.Request, token: str) -> bool:
    deps = request.app[DEPS]

    def look() -> bool:
        with deps.store.look() as uow:
            return uow.staff.setup_open(accounts.digest(token)) and not uow.staff.everyone()

    return await request.app[GATEWAY].run(look)


def _refused(
    request: web.Request, token: str, login: str, refused: AccountError
) -> web.StreamResponse:
    if refused.key == "auth.setup_used":
        return _used(request)
    words = Words(request.app[CONTENT].catalog)
    error = {FIELD.get(refused.key, "login"): words(refused.key, **refused.params)}
    return _shown(request, token, login, error, status=422)


def _used(request: web.Request) -> web.Response:
    return sign_in.shown(request, message="auth.setup_used", status=410)


def _shown(
    request: web.Request,
    token: str,
    login: str = "",
    errors: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> web.Response:
    secret = cookies.form_cookie(request)
    context = {
        "nonce": request["nonce"],
        "csrf": cookies.form_token(secret),
        "token": token,
        "login": login,
        "min_length": accounts.MIN_PASSWORD,
        "errors": errors or {},
    }
    response = render_template("desk/setup.html", request, context, status=status)
    cookies.give_form(request, response, secret)
    return response


OPEN = (
    web.get(f"{SETUP}/{{token:[A-Za-z0-9_-]{{8,64}}}}", page),
    web.post(f"{SETUP}/{{token:[A-Za-z0-9_-]{{8,64}}}}", make),
    web.post(SETUP, make),
)
