"""Coming in and going out."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp_jinja2 import render_template

from adapters.web.desk import cookies, form
from adapters.web.desk.frame import HOMES, see
from adapters.web.desk.gate import EVERYONE, LOGIN, Visit, origin, post, signed_in
from adapters.web.desk.words import Words
from adapters.web.keys import CONTENT, DEPS, GATEWAY
from bot.services import accounts
from bot.services.accounts import AccountError

#: Nobody's account name or password is longer; what is, is not worth a look.
MAX_LOGIN = 64
STATUS = {"auth.throttled": 429}
# Not "storage": letter size and colours are the device's and stay.
CLEAR = '"cache", "cookies"'


async def page(request: web.Request) -> web.StreamResponse:
    known = await signed_in(request)
    if known is not None:
        return see(HOMES[known[1].role])
    asked = form.asked(request)
    message = "auth.signed_out" if "ended" in asked else ""
    return shown(request, next_page=asked.get("next", ""), message=message)


async def enter(request: web.Request) -> web.StreamResponse:
    fields = await form.posted(request)
    login = fields.get("login", "").strip().lower()[:MAX_LOGIN]
    next_page = fields.get("next", "")
    if not cookies.own_form(request, fields.get("csrf", "")):
        return shown(request, login=login, next_page=next_page, error="csrf.failed", status=403)
    try:
        return await let_in(request, login, fields.get("password", ""), next_page)
    except AccountError as refused:
        words = Words(request.app[CONTENT].catalog)
        error = words(refused.key, **refused.params)
        status = STATUS.get(refused.key, 401)
        return shown(request, login=login, next_page=next_page, error=error, status=status)


async def let_in(
    request: web.Request, login: str, password: str, next_page: str = ""
) -> web.Response:
    """Open a new session, end the one this browser had, and go on. Raises `AccountError`."""
    deps = request.app[DEPS]
    earlier = cookies.session(request)

    def work() -> tuple[str, str]:
        token, _ = accounts.sign_in(deps, login, password, origin(request))
        if earlier is not None and (known := accounts.signed_in(deps, earlier)) is not None:
            accounts.sign_out(deps, known[0])
        fresh = accounts.signed_in(deps, token)
        return token, HOMES[fresh[1].role] if fresh else LOGIN

    token, home = await request.app[GATEWAY].run(work)
    response = see(_ours(next_page) or home)
    cookies.give_session(request, response, token)
    return response


async def leave(visit: Visit) -> web.StreamResponse:
    await visit.run(lambda: accounts.sign_out(visit.deps, visit.session))
    visit.ring()
    response = see(LOGIN)
    cookies.take_session(visit.request, response)
    response.headers["Clear-Site-Data"] = CLEAR
    return response


def shown(
    request: web.Request,
    *,
    login: str = "",
    next_page: str = "",
    error: str = "",
    message: str = "",
    status: int = 200,
) -> web.Response:
    """The sign-in page. `error` and `message` are words or the key of words."""
    words = Words(request.app[CONTENT].catalog)
    secret = cookies.form_cookie(request)
    context = {
        "nonce": request["nonce"],
        "csrf": cookies.form_token(secret),
        "login": login,
        "next": _ours(next_page),
        "error": words.or_same(error) or None,
        "message": words.or_same(message) or None,
    }
    response = render_template("desk/login.html", request, context, status=status)
    cookies.give_form(request, response, secret)
    return response


def _ours(where: str) -> str:
    """A page of the desk to go on to; empty for anything else."""
    try:
        parts = urlsplit(where)
    except ValueError:
        return ""
    plain = where.isascii() and where.isprintable() and not set(where) & set('\\ "<>')
    ours = parts.path == "/desk" or parts.path.startswith("/desk/")
    if not plain or not ours or parts.netloc or parts.scheme or parts.path == LOGIN:
        return ""
    return where


ROUTES = (post("/desk/logout", leave, EVERYONE),)
OPEN = (web.get(LOGIN, page), web.post(LOGIN, enter))
