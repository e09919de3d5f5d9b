"""Stopped or killed while people are writing: what was acknowledged is kept, and once."""

from __future__ import annotations

import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from tests.e2e.conftest import start_house, visit
from tests.e2e.house import House
from tests.e2e.visitors import Visitor
from tests.faults.database import Database

__all__ = ["start_house", "visit"]

pytestmark = pytest.mark.slow

PEOPLE = 10
LINES = 28  #: below the pace at which the web chat slows somebody down


@dataclass
class Writer:
    """Somebody who writes without pause and remembers what was acknowledged."""

    visitor: Visitor
    kept: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)  #: words → id of the press

    def write(self, over: threading.Event) -> None:
        for n in range(LINES):
            if over.is_set():
                return
            words, press = f"{n}번째로 하는 말이에요", secrets.token_urlsafe(16)
            try:
                self.visitor.say(words, press)
            except httpx.HTTPError:
                self.unknown[words] = press
            else:
                self.kept.append(words)

    def judge(self) -> None:
        """After a restart on the same data."""
        said = self.visitor.said()
        assert len(said) == len(set(said)), "nothing twice"
        assert set(self.kept) <= set(said), "nothing lost"
        assert set(said) <= set(self.kept) | set(self.unknown)
        for words, press in self.unknown.items():
            self.visitor.say(words, press)
        assert sorted(self.visitor.said()) == sorted([*self.kept, *self.unknown]), "each once"


class Crowd:
    """Many writers at once."""

    def __init__(self, writers: list[Writer]) -> None:
        self.writers = writers
        self._over = threading.Event()
        self._threads = [threading.Thread(target=w.write, args=(self._over,)) for w in writers]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()
        while self.acknowledged < 3 * PEOPLE:
            time.sleep(0.01)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    @property
    def acknowledged(self) -> int:
        return sum(len(writer.kept) for writer in self.writers)


def hanging(house: House, visitor: Visitor) -> list[socket.socket]:
    """Connections that would never end by themselves: a live page, and an upload that stalls."""
    stream, upload = (socket.create_connection(("127.0.0.1", house.port)) for _ in range(2))
    cookie = f"Host: x\r\nCookie: ieum_chat={visitor.cookie}\r\n"
    stream.sendall(f"GET /chat/stream HTTP/1.1\r\n{cookie}\r\n".encode())
    assert b"text/event-stream" in stream.recv(4000)
    upload.sendall(
        f"POST /chat HTTP/1.1\r\n{cookie}Content-Type: multipart/form-data; boundary=x\r\n"
        f"Content-Length: 5000\r\n\r\n--x\r\n".encode()
    )
    return [stream, upload]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_what_was_acknowledged_is_there_once(
    start_house: Callable[..., House], visit: Callable[[House], Visitor], how: signal.Signals
) -> None:
    house = start_house()
    crowd = Crowd([Writer(visit(house)) for _ in range(PEOPLE)])
    stuck = hanging(house, visit(house))
    crowd.start()
    assert house.process
    began = time.monotonic()
    house.process.send_signal(how)
    code = house.process.wait(20)
    took = time.monotonic() - began
    crowd.end()
    for connection in stuck:
        connection.close()
    if how is signal.SIGTERM:
        assert code == 0
        assert took < 10
        assert b"Traceback" not in house.output.read_bytes()
    assert any(writer.unknown for writer in crowd.writers), "it ended while they were writing"
    Database(home=house.folder.parent).check()
    house.start()
    for writer in crowd.writers:
        writer.judge()
    assert crowd.acknowledged >= 3 * PEOPLE
