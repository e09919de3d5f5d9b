"""A small server to look at the pages alone: the templates, the static files, the real policy.

`python tests/e2e/look/look_preview.py [PORT]` serves it for the eye, the tests in a thread.
The chat really answers (from a script of its own), so that the page's script can be tried.
"""

from __future__ import annotations

import asyncio
import copy
import mimetypes
import secrets
import sys
import threading
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from look_desk import Desk
from look_samples import CRISIS, THREAD, bubble, chat

WEB = Path(__file__).parents[3] / "adapters" / "web"

CSP = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; font-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types htmx"
)

# The smallest PNG: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a4944415478da6368000000820081774d6ba70000000049454e44ae426082"
)


def environment() -> jinja2.Environment:
    """The environment the handlers must build: autoescape, strict names, `static`."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    made.globals["static"] = lambda path: f"/static/{path}"
    return made


class Preview:
    """The pages with sample data, and a chat that answers."""

    def __init__(self) -> None:
        self.env = environment()
        self.thread = copy.deepcopy(THREAD)
        self.pinned: dict[str, Any] | None = CRISIS
        self.posts: list[dict[str, Any]] = []
        self.answer_with = 200  # status of the next POST /chat
        self.delay = 0.0
        self.silent = False  # a person listens: of a picture nothing comes back
        self.watchers: set[asyncio.Queue[int | None]] = set()
        self.base = ""
        self.desk = Desk(self.page)

    def app(self) -> web.Application:
        """All routes of the preview."""
        app = web.Application()
        app.on_shutdown.append(self.hang_up)
        app.add_routes(
            [
                web.get("/static/{path:.+}", self.static),
                web.get("/", self.chat_page),
                web.post("/chat", self.chat_post),
                web.get("/chat/since", self.chat_since),
                web.get("/chat/stream", self.stream),
                web.get("/photo.png", self.photo),
                web.get("/desk/cases/{number}/photos/{id}", self.photo),
                *self.desk.routes(),
            ]
        )
        return app

    def page(self, name: str, context: dict[str, Any], status: int = 200) -> web.Response:
        """Render `name` under the policy with a nonce of its own."""
        nonce = secrets.token_urlsafe(16)
        html = self.env.get_template(name).render(nonce=nonce, **context)
        headers = {"Content-Security-Policy": CSP.format(nonce=nonce), "Cache-Control": "no-store"}
        return web.Response(text=html, content_type="text/html", status=status, headers=headers)

    async def static(self, request: web.Request) -> web.Response:
        """A file of static/, read whole: a broken connection must not leave one open."""
        file = WEB / "static" / request.match_info["path"]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return web.Response(body=file.read_bytes(), content_type=kind)

    async def photo(self, _: web.Request) -> web.Response:
        """A picture."""
        return web.Response(body=PIXEL, content_type="image/png")

    async def chat_page(self, _: web.Request) -> web.Response:
        """GET /"""
        context = chat(self.thread, self.pinned) | {"event_id": secrets.token_hex(16)}
        return self.page("chat/page.html", context)

    def news(self, after: int) -> web.Response:
        """chat/_thread.html with what came after `after`."""
        new = [one for one in self.thread if one["id"] > after]
        return self.page("chat/_thread.html", {"thread": new, "pinned": self.pinned})

    async def chat_since(self, request: web.Request) -> web.Response:
        """GET /chat/since"""
        return self.news(int(request.query["after"]))

    async def chat_post(self, request: web.Request) -> web.StreamResponse:
        """POST /chat: keep the press, answer once per event id."""
        form = await request.post()
        await asyncio.sleep(self.delay)
        status, self.answer_with = self.answer_with, 200
        if status != 200:
            return web.Response(status=status, text="<p>refused</p>", content_type="text/html")
        seen = {post["event_id"] for post in self.posts}
        self.posts.append(dict(form))
        if form["event_id"] not in seen and not self.silent:
            said = str(form.get("choice") or form.get("way") or form["text"])
            photo = form.get("photo")
            has_photo = isinstance(photo, web.FileField) and bool(photo.filename)
            self.say("me", said, photo="/photo.png" if has_photo else None)
            self.say("bot", f"“{said}” 잘 들었어요.", choices=[{"id": "yes", "label": "네"}])
        if "HX-Request" in request.headers:
            return self.news(int(str(form["after"])))
        raise web.HTTPSeeOther("/#latest")

    def say(self, side: str, text: str, **more: Any) -> None:
        """Add a turn; only the newest bot turn keeps its choices."""
        for one in self.thread:
            one["choices"] = []
        self.thread.append(bubble(self.thread[-1]["id"] + 1, side, text, **more))
        for queue in self.watchers:
            queue.put_nowait(self.thread[-1]["id"])

    async def hang_up(self, _: web.Application | None = None) -> None:
        """End every stream, as a restart of the service would."""
        for queue in [*self.watchers, *self.desk.watchers]:
            queue.put_nowait(None)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """GET /chat/stream: ids only."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[int | None] = asyncio.Queue()
        self.watchers.add(queue)
        try:
            while (number := await queue.get()) is not None:
                await response.write(f"id: {number}\ndata: {number}\n\n".encode())
        except ConnectionResetError:
            pass
        finally:
            self.watchers.discard(queue)
        return response


class Running:
    """A Preview served from a thread of its own."""

    def __init__(self) -> None:
        self.preview = Preview()
        self.loop = asyncio.new_event_loop()
        self.runner: web.AppRunner | None = None
        ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self.thread.start()
        ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self._start())
        ready.set()
        self.loop.run_forever()

    async def _start(self) -> None:
        self.runner = web.AppRunner(
            self.preview.app(), shutdown_timeout=0.5, handler_cancellation=True
        )
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = self.runner.addresses[0][1]
        self.preview.base = f"http://127.0.0.1:{port}"

    def call(self, function: Any, *arguments: Any, **more: Any) -> None:
        """Run something on the server's own thread and wait for it."""
        done = threading.Event()

        def run() -> None:
            function(*arguments, **more)
            done.set()

        self.loop.call_soon_threadsafe(run)
        assert done.wait(5)

    def stop(self) -> None:
        """Close the sockets and end the thread."""
        assert self.runner is not None
        asyncio.run_coroutine_threadsafe(self.runner.cleanup(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()


if __name__ == "__main__":
    web.run_app(Preview().app(), host="127.0.0.1", port=int((sys.argv[1:] or ["8900"])[0]))
