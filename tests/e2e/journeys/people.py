"""People at the four channels, with the same verbs: say, press, photo, and what was heard."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from argparse import Namespace
from pathlib import Path
from typing import Any, Protocol

from tests.e2e.house import ROOT, House
from tests.forked import Forked
from tests.tools import fake_kakao

FAKE_TELEGRAM = Path(__file__).parents[2] / "tools" / "fake_telegram.py"


class Person(Protocol):
    """Every verb returns what the person sees in answer. `pushed` waits for words that come
    without having written; `pushes` says whether the channel can do that at all; `offered` is what
    can be pressed now, one label a line."""

    pushes: bool

    def say(self, text: str) -> str: ...
    def press(self, label: str) -> str: ...
    def photo(self) -> str: ...
    def pushed(self, words: str) -> str: ...
    def offered(self) -> str: ...


# ------------------------------------------------------------------------------------ Kakao


class KakaoPerson:
    """One user of the fake Kakao. Every answer is judged by the strict checker inside it."""

    pushes = False

    def __init__(self, root: str, secret: str, *, user: int = 1, callback: bool = False) -> None:
        given = Namespace(
            url=f"{root}/channels/kakao/skill",
            header=[f"X-Ieum-Skill-Secret: {secret}"],
            bot_id="a" * 24,
            callback=callback,
            callback_ttl=60,
            auto_wait=True,
            timeout=5.0,
            mode="skill",
            seed="e2e",
            block={},
            quiet=True,
        )
        self._kakao = fake_kakao.Kakao(given)
        self._kakao.user_no = user

    def _step(self, line: str) -> str:
        self._kakao.step(line)
        assert not self._kakao.problems, self._kakao.problems + self._kakao.log[-12:]
        return str(self._kakao.said())

    def say(self, text: str) -> str:
        return self._step(text)

    def press(self, label: str) -> str:
        return self._step(f"press: {label}")

    def photo(self) -> str:
        return self._step("photo: http://127.0.0.1:9/none.jpg")

    def pushed(self, words: str) -> str:
        raise AssertionError("Kakao cannot push")

    def offered(self) -> str:
        return "\n".join(one["label"] for one in self._kakao.pressables())

    @property
    def callback_address(self) -> str:
        return f"127.0.0.1:{self._kakao.desk.port}"


# --------------------------------------------------------------------------------- Telegram


class FakeTelegram:
    """The fake Bot API as a process; driven over its control address."""

    TOKEN = "700000001:e2e-test-token-that-is-well-formed-000"

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, str(FAKE_TELEGRAM), "--port", str(port), "--quiet"],
            stdout=subprocess.DEVNULL,
        )
        self._until_up()

    def _until_up(self) -> None:
        for _ in range(200):
            try:
                self.get("calls")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the fake Telegram did not start")

    def get(self, what: str) -> str:
        with urllib.request.urlopen(f"{self.root}/_control/{what}", timeout=10) as answer:
            return str(answer.read().decode())

    def run(self, script: str) -> None:
        request = urllib.request.Request(f"{self.root}/_control/script", data=script.encode())
        with urllib.request.urlopen(request, timeout=60) as answer:
            result = json.load(answer)
        assert result["ok"], "\n".join(result["log"])

    def fetched(self) -> bool:
        """Whether the service has all that people wrote, and has said so."""
        return not json.loads(self.get("state"))["pending"]

    def heard(self, name: str) -> list[str]:
        return [event["text"] for event in self._shown(name)]

    def offered(self, name: str) -> list[str]:
        """The buttons below what was said last."""
        markup = self._shown(name)[-1]["markup"] or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [one["text"] if isinstance(one, dict) else one for row in rows for one in row]

    def _shown(self, name: str) -> list[dict[str, Any]]:
        chat = json.loads(self.get("state"))["chats"].get(name, {"events": []})
        return [event for event in chat["events"] if event["kind"] != "delete"]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class TelegramPerson:
    """One resident of the fake Telegram."""

    pushes = True

    def __init__(self, fake: FakeTelegram, name: str, house: House) -> None:
        self._fake = fake
        self._name = name
        self._house = house
        self._seen = 0

    def _after(self, script: str) -> str:
        self._fake.run(script)
        return self._new()

    def _new(self) -> str:
        """What came since, once nothing more is on its way."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self._fake.fetched() and self._house.settled("telegram"):
                heard = self._fake.heard(self._name)
                new = heard[self._seen :]
                if new:
                    self._seen = len(heard)
                    return "\n".join(new)
            time.sleep(0.05)
        raise AssertionError(f"{self._name} heard nothing")

    def say(self, text: str) -> str:
        return self._after(f"{self._name}> {text}")

    def press(self, label: str) -> str:
        return self._after(f"{self._name} press {label}")

    def photo(self) -> str:
        return self._after(f"{self._name} photo")

    def tell(self, text: str) -> None:
        """Write without waiting for an answer (a person of the office is listening)."""
        self._fake.run(f"{self._name}> {text}")

    def pushed(self, words: str) -> str:
        heard = self._new()
        assert words in heard, heard
        return heard

    def offered(self) -> str:
        return "\n".join(self._fake.offered(self._name))


# ---------------------------------------------------------------------------------- console


class ConsolePerson:
    """Somebody at `ieum chat` beside the running service, on the same data."""

    pushes = True

    def __init__(self, house: House) -> None:
        self._house = house
        heard, self._keys = os.pipe()
        self._screen = house.folder.parent / "console.txt"
        with self._screen.open("wb") as screen:
            self._process = Forked(
                ("chat",), house.env, ROOT, screen.fileno(), errors=screen.fileno(), stdin=heard
            )
        os.close(heard)
        self._seen = 0
        self._last = self._new()

    def _new(self) -> str:
        """What appeared since, once nothing more is on its way."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if self._screen.stat().st_size > self._seen and self._house.settled("console"):
                shown = self._screen.read_bytes()
                self._last = shown[self._seen :].decode()
                self._seen = len(shown)
                return self._last
            time.sleep(0.05)
        raise AssertionError("nothing appeared in the terminal")

    def say(self, text: str) -> str:
        os.write(self._keys, f"{text}\n".encode())
        return self._new()

    def press(self, label: str) -> str:
        return self.say(label)

    def photo(self) -> str:
        raise AssertionError("a terminal shows no photos")

    def pushed(self, words: str) -> str:
        heard = self._new()
        assert words in heard, heard
        return heard

    def offered(self) -> str:
        """A terminal has no buttons: every choice is a numbered line."""
        return "\n".join(re.findall(r"^\d+\. (.+)$", self._last, re.MULTILINE))

    def leave(self) -> None:
        """The end of the input ends the program."""
        os.close(self._keys)
        assert self._process.wait(20) == 0


# --------------------------------------------------------------------------------- web chat


class WebPerson:
    """Somebody with a phone-sized browser at the web chat."""

    pushes = True

    def __init__(self, browser: Any, root: str, *, javascript: bool = True) -> None:
        self._context = browser.new_context(
            viewport={"width": 360, "height": 740}, locale="ko-KR", java_script_enabled=javascript
        )
        self.page = self._context.new_page()
        self.errors: list[str] = []
        self.page.on("console", lambda m: self._note(m.type, m.text))
        self.page.goto(root)
        self._script = javascript
        self._seen = self._last()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.errors.append(text)

    def _bubbles(self) -> Any:
        return self.page.locator("#bubbles .bubble")

    def _last(self) -> int:
        ids = self._bubbles().evaluate_all("all => all.map(b => Number(b.dataset.id))")
        return int(max(ids, default=0))

    def _new(self) -> str:
        """The text of every bubble of the other side that came since."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            rows = self._bubbles().evaluate_all(
                "all => all.map(b => [Number(b.dataset.id), b.className, b.innerText])"
            )
            new = [text for at, kind, text in rows if at > self._seen and " me" not in kind]
            if new:
                time.sleep(0.4)  # bubbles of one turn come together; let the last be drawn
                if self._last() == max(at for at, *_ in rows):
                    self._seen = self._last()
                    return "\n".join(new)
            self.page.wait_for_timeout(50)
        raise AssertionError(
            f"nothing new on the page: {self.page.locator('#bubbles').inner_text()}"
        )

    def say(self, text: str) -> str:
        self.tell(text)
        return self._new()

    def tell(self, text: str) -> None:
        self.page.fill("#text", text)
        self.page.click("button.send")

    def press(self, label: str) -> str:
        self.page.locator(".choices button", has_text=label).last.click()
        return self._new()

    def photo(self) -> str:
        self.page.set_input_files("#photo", str(Path(__file__).parent / "photo.jpg"))
        self.page.click("button.send")
        return self._new()

    def pushed(self, words: str) -> str:
        heard = self._new()
        assert words in heard, heard
        return heard

    def offered(self) -> str:
        return "\n".join(self.page.locator(".choices button").all_inner_texts())


def receipt_of(text: str) -> tuple[str, str]:
    """(접수번호, 확인말) out of the words that hand them over."""
    number = re.search(r"20\d\d-\d{4,}", text)
    word = re.search(r"확인말[^가-힣]*([가-힣]+ [가-힣]+)", text)
    assert number, text
    assert word, text
    return number.group(), word.group(1)
