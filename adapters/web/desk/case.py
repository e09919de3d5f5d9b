"""The page of one case, and the pieces of it that renew themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from adapters.web.desk import case_view, frame, thread
from adapters.web.desk.folder import Folder, open_folder
from adapters.web.desk.gate import CASEWORK, ONE, Visit, get
from adapters.web.desk.veil import Veil

NONE: Mapping[str, str] = {}


async def page(visit: Visit) -> web.StreamResponse:
    return show(visit, await visit.run(lambda: open_folder(visit, "case.view")))


def show(
    visit: Visit,
    folder: Folder,
    *,
    status: int = 200,
    unmasked: bool = False,
    conflict: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] = NONE,
    kept: Mapping[str, str] = NONE,
) -> web.Response:
    """The page, with what a refused form leaves on it: why, and the words that were written."""
    context = case_view.context(visit, folder, unmasked=unmasked)
    refused = {"conflict": conflict, "errors": errors, "kept": kept}
    return frame.page(
        visit,
        "desk/case.html",
        {**context, **refused},
        counts=folder.counts,
        seq=folder.seq,
        status=status,
    )


async def talk(visit: Visit) -> web.StreamResponse:
    folder = await visit.run(lambda: open_folder(visit, "case.thread"))
    veil = Veil(folder.case, visit.words)
    context = {"fragment": True, **case_view.talk(visit, folder, veil)}
    return frame.fragment(visit, "desk/_thread.html", context)


async def history(visit: Visit) -> web.StreamResponse:
    folder = await visit.run(lambda: open_folder(visit, "case.history"))
    lines = thread.history(folder.events, visit.words, visit.deps.clock())
    return frame.fragment(visit, "desk/_history.html", {"fragment": False, "history": lines})


ROUTES = (
    get(ONE, page, CASEWORK),
    get(f"{ONE}/thread", talk, CASEWORK),
    get(f"{ONE}/history", history, CASEWORK),
)
