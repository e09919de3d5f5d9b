"""Showing once what identifies a person: with a reason, the own password, and a line in the log."""

from __future__ import annotations

from aiohttp import web

from adapters.web.desk import case as pages
from adapters.web.desk.folder import Folder, open_folder
from adapters.web.desk.gate import CASEWORK, ONE, Visit, origin, post
from bot.services import accounts
from bot.services.accounts import AccountError

MAX_REASON = 200


async def unmask(visit: Visit) -> web.StreamResponse:
    reason = " ".join(visit.form.get("reason", "").split())
    wrong = _wrong(visit, reason)
    if not wrong:
        try:
            folder = await visit.run(lambda: _opened(visit, reason))
            return pages.show(visit, folder, unmasked=True)
        except AccountError as refused:
            wrong = visit.words(refused.key, **refused.params)
    folder = await visit.run(lambda: open_folder(visit, "case.view"))
    return pages.show(visit, folder, status=422, errors={"unmask": wrong})


def _wrong(visit: Visit, reason: str) -> str:
    if not reason:
        return visit.words("staff.reason_needed")
    if len(reason) > MAX_REASON:
        return visit.words("reason.too_long", limit=str(MAX_REASON))
    return ""


def _opened(visit: Visit, reason: str) -> Folder:
    """Somebody else may sit at an open browser: the password says it is still the member."""
    password = visit.form.get("password", "")
    accounts.confirm(visit.deps, visit.member.login, password, origin(visit.request))
    return open_folder(visit, "case.unmask", reason)


ROUTES = (post(f"{ONE}/unmask", unmask, CASEWORK),)
