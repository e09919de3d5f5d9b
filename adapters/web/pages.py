"""Templates and static files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

HERE = Path(__file__).parent
STATIC = HERE / "static"
FOREVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"


@cache
def _files() -> Mapping[str, Path]:
    """Every static file by its address: nothing else can be asked for, however it is spelt."""
    return {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*.*")}


@cache
def _digest(path: str) -> str:
    return hashlib.sha256(_files()[path].read_bytes()).hexdigest()[:10]


def static(path: str) -> str:
    """The address of a static file; it changes when the file does, so it may be kept forever."""
    return f"/static/{path}?v={_digest(path)}"


async def _file(request: web.Request) -> web.StreamResponse:
    name = request.match_info["path"]
    path = _files().get(name)
    if path is None:
        raise web.HTTPNotFound
    exact = request.query.get("v") == _digest(name)
    return web.FileResponse(path, headers={"Cache-Control": FOREVER if exact else SHORTLY})


def set_up(app: web.Application) -> None:
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["static"] = static
    app.router.add_get("/static/{path:.+}", _file)
