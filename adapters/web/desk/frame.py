"""What every page of the desk shows around its content, and the ways of answering."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp_jinja2 import render_template

from adapters.web.desk.gate import Visit
from bot.domain.staff import Role

HOMES = {
    Role.CASEWORKER: "/desk",
    Role.LEAD: "/desk",
    Role.ADMIN: "/desk/staff",
    Role.AUDITOR: "/desk/log",
}


def page(
    visit: Visit,
    template: str,
    context: Mapping[str, Any],
    *,
    counts: Mapping[str, int] | None = None,
    seq: int = 0,
    tab: str = "",
    q: str = "",
    status: int = 200,
) -> web.Response:
    """A whole page. `counts` are those of `Cases.counts`; `seq` is the last case event that was
    there when the page was read, from which its stream goes on."""
    around = {**standing(visit, counts or {}, tab=tab), "seq": seq, "q": q}
    return fragment(visit, template, {**around, **context}, status=status)


def standing(visit: Visit, counts: Mapping[str, int], *, tab: str) -> dict[str, Any]:
    """Who is here, at which tab, and how many cases wait at each."""
    counted = dict(counts)
    counted["dong"] = counted.pop("team", 0)
    member = visit.member
    return {
        "me": {
            "login": member.login,
            "role": member.role.value,
            "role_label": visit.words.label("role", member.role.value),
        },
        "counts": counted,
        "tab": tab,
    }


def fragment(
    visit: Visit, template: str, context: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """A piece of a page that htmx puts in place."""
    secrets = {"nonce": visit.request["nonce"], "csrf": visit.session.csrf}
    return render_template(template, visit.request, {**secrets, **context}, status=status)


def see(where: str) -> web.Response:
    """Go on there with GET; a reload does not send the form again."""
    return web.Response(status=303, headers={"Location": where})
