"""The ceiling: the same web server answering after one bare durable commit, and nothing else.

The same means: aiohttp with the service's own middlewares and headers, the body read as JSON, the
commit made in a worker thread on SQLite as durable as the service's.
"""

import asyncio
import json
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from aiohttp import web

from adapters.web import security

ANSWER = {
    "version": "2.0",
    "template": {"outputs": [{"simpleText": {"text": "ok"}}]},
}


class Commits:
    """One writing connection under a lock, as durable as the product's own."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE said (id INTEGER PRIMARY KEY, body TEXT)")

    def keep(self, body: str) -> None:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO said (body) VALUES (?)", (body,))
            self._connection.execute("COMMIT")


async def main(port: int, folder: Path) -> None:
    commits = Commits(folder / "ceiling.db")
    threads = ThreadPoolExecutor(8)

    async def answer(request: web.Request) -> web.StreamResponse:
        payload = await request.json()
        words = payload["userRequest"]["utterance"]
        await asyncio.get_running_loop().run_in_executor(threads, commits.keep, words)
        return web.json_response(ANSWER)

    app = web.Application(middlewares=[security.with_nonce, security.own_site_only])
    app.on_response_prepare.append(security.headers(secure=False))
    app.router.add_post("/channels/kakao/skill", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(json.dumps({"ready": port}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
