"""Pictures of a case. They were rebuilt from pixels when they came; they are still served as if
somebody hostile had made them."""

from __future__ import annotations

from aiohttp import web

from adapters.web.desk.gate import CASEWORK, ONE, Visit, get
from bot.services import cases

HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox"}


async def photo(visit: Visit) -> web.StreamResponse:
    photo_id = int(visit.request.match_info["photo"])
    data = await visit.run(lambda: _read(visit, photo_id))
    if data is None:
        raise web.HTTPNotFound
    name = f"{visit.case_no}-{photo_id}.jpg"
    headers = {**HEADERS, "Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(body=data, content_type="image/jpeg", headers=headers)


def _read(visit: Visit, photo_id: int) -> bytes | None:
    with visit.deps.store.look() as uow:
        case = cases.seen_by(uow, visit.case_no, visit.member)
        data = uow.photos.get(photo_id, case.number)
    visit.log("case.photo", case.number)
    return data


ROUTES = (get(f"{ONE}/photos/{{photo:[0-9]{{1,15}}}}", photo, CASEWORK),)
