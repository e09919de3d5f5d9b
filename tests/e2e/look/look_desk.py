"""The desk of the preview: one case that can be claimed, answered and closed, and a queue of 20."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import look_desk_samples as samples
from aiohttp import web

Render = Callable[..., web.Response]


class Desk:
    """Pages of the desk; every accepted change counts the version up, as the product does."""

    def __init__(self, render: Render) -> None:
        self.render = render
        self.case: dict[str, Any] = copy.deepcopy(samples.CASE)
        self.messages = list(samples.MESSAGES)
        self.rows = [samples.row(place) for place in range(20)]
        self.asked: list[tuple[str, str]] = []  # path, X-Ieum-Live
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.signed_in = True
        self.answer_with = 200  # status of the next change
        self.counts = dict(samples.COUNTS)
        self.watchers: set[asyncio.Queue[str | None]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Where the desk answers."""
        pages = {
            "/desk/login": ("desk/login.html", samples.LOGIN),
            "/desk/setup": ("desk/setup.html", samples.SETUP),
            "/desk/staff": ("desk/staff.html", samples.STAFF),
            "/desk/log": ("desk/log.html", samples.LOG),
            "/error": ("error.html", samples.ERROR),
        }
        return [
            web.get("/desk", self.queue),
            web.get("/desk/stream", self.stream),
            web.get("/desk/tabs", self.tabs),
            web.get("/desk/cases/{number}", self.case_page),
            web.get("/desk/cases/{number}/row", self.row),
            web.get("/desk/cases/{number}/thread", self.thread),
            web.post("/desk/cases/{number}/{action}", self.act),
            *(web.get(path, self._still(*page)) for path, page in pages.items()),
        ]

    def _still(self, name: str, context: dict[str, Any]) -> Any:
        async def answer(_: web.Request) -> web.Response:
            return self.render(name, context)

        return answer

    async def queue(self, request: web.Request) -> web.Response:
        """GET /desk: full, or empty with ?q=."""
        q = request.query.get("q", "")
        tab = request.query.get("tab", "dong")
        return self.render(
            "desk/queue.html", samples.queue([] if q else self.rows) | {"q": q, "tab": tab}
        )

    async def tabs(self, request: web.Request) -> web.Response:
        """GET /desk/tabs"""
        shown = samples.frame(request.query["tab"], counts=self.counts)
        return self.render("desk/_tabs.html", shown)

    async def row(self, request: web.Request) -> web.Response:
        """GET /desk/cases/N/row"""
        self.asked.append((request.path, request.headers.get("X-Ieum-Live", "")))
        number = request.match_info["number"]
        row = next(one for one in self.rows if one["number"] == number)
        return self.render("desk/_row.html", {"row": row, "csrf": "csrf-token"})

    async def case_page(self, _: web.Request) -> web.Response:
        """GET /desk/cases/N"""
        return self.render("desk/case.html", samples.case(self.case, self.messages))

    async def thread(self, request: web.Request) -> web.Response:
        """GET /desk/cases/N/thread"""
        self.asked.append((request.path, request.headers.get("X-Ieum-Live", "")))
        if not self.signed_in:
            raise web.HTTPSeeOther("/desk/login")
        page = samples.case(self.case, self.messages)
        shown = {name: page[name] for name in ("case", "messages", "next_step", "history")}
        return self.render("desk/_thread.html", {**shown, "fragment": True})

    async def act(self, request: web.Request) -> web.Response:
        """POST /desk/cases/N/ACTION: refuse what is stale or empty, else do it and 303."""
        form = dict(await request.post())
        action = request.match_info["action"]
        if not self.signed_in:
            raise web.HTTPSeeOther("/desk/login")
        status, self.answer_with = self.answer_with, 200
        if status != 200:
            return web.Response(status=status, text="<p>refused</p>", content_type="text/html")
        kept = {action: form.get("text", "")}
        if int(str(form["version"])) != self.case["version"]:
            conflict = {
                "who": "박○○",
                "at": "14:07",
                "changes": ["박○○ 님이 맡았어요."],
                "kept": bool(kept[action]),
            }
            context = samples.case(self.case, self.messages, conflict=conflict, kept=kept)
            return self.render("desk/case.html", context, 409)
        if action == "close" and not form["disposition"]:
            errors = {"disposition": "어떻게 마쳤는지 골라 주세요."}
            kept = {"reason": form["reason"], "notice": form["notice"]}
            context = samples.case(self.case, self.messages, errors=errors, kept=kept)
            return self.render("desk/case.html", context, 422)
        self.posts.append((action, form))
        self._do(action, form)
        if action == "route":  # now another team's
            raise web.HTTPSeeOther("/desk")
        raise web.HTTPSeeOther(f"/desk/cases/{self.case['number']}")

    def _do(self, action: str, form: dict[str, Any]) -> None:
        if action == "claim":
            self.change("김○○", "working", "처리 중")
        elif action == "close":
            self.change(self.case["owner"], "closed", "종결")
        elif action in {"reply", "note"}:
            side = "staff" if action == "reply" else "note"
            self.say(side, "김○○", str(form["text"]))

    def change(self, owner: str | None, status: str, label: str) -> None:
        """Another owner or state, by somebody."""
        self.case |= {"owner": owner, "status": status, "status_label": label}
        self._next()

    def say(self, side: str, author: str, text: str) -> None:
        """A new line in the thread."""
        self.messages.append(samples.message(self.messages[-1]["id"] + 1, side, author, text))
        self._next()

    def _next(self) -> None:
        self.case["version"] += 1
        self.tell(self.case["number"])

    def tell(self, number: str) -> None:
        """Name a case on the stream."""
        for queue in self.watchers:
            queue.put_nowait(number)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """GET /desk/stream: case numbers only."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self.watchers.add(queue)
        try:
            while (number := await queue.get()) is not None:
                await response.write(f"id: 1\ndata: {number}\n\n".encode())
        except ConnectionResetError:
            pass
        finally:
            self.watchers.discard(queue)
        return response
