"""People of the office in real browsers."""

from __future__ import annotations

import os
from typing import Any

from tests.e2e.house import House

PASSWORD = "바다와 하늘과 별"


class Staff:
    """Somebody at the desk. What the browser complains of is kept in `errors`."""

    def __init__(
        self, browser: Any, house: House, *, width: int = 1280, script: bool = True
    ) -> None:
        self._context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 740},
            locale="ko-KR",
            java_script_enabled=script,
        )
        self._context.set_default_timeout(10_000)
        self.house = house
        self.page = self._context.new_page()
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page.on("console", lambda said: self._note(said.type, said.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._foreign(request.url))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.errors.append(text)

    def _foreign(self, url: str) -> None:
        if not url.startswith((self.house.root, "data:", "about:")):
            self.strangers.append(url)

    def open(self, path: str) -> None:
        self.page.goto(self.house.root + path)

    def listening(self) -> None:
        """Wait until the page follows the stream."""
        self.page.locator("#live[data-htmx-powered]").wait_for(state="attached")
        self.page.wait_for_timeout(400)

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))

    def shot(self, name: str) -> None:
        """A picture for the eye, in the folder of the test, where IEUM_TEST_SHOTS=1 asks for it."""
        if os.environ.get("IEUM_TEST_SHOTS") != "1":
            return
        folder = self.house.folder.parent / "shots"
        folder.mkdir(exist_ok=True)
        self.page.screenshot(path=str(folder / f"{name}.png"), full_page=True)

    def wide(self) -> bool:
        """Whether anything sticks out to the right of the screen."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > innerWidth"))

    def sticking_out(self) -> list[str]:
        """What does, for the message of a failed test."""
        return list(
            self.page.evaluate(
                """[...document.querySelectorAll('body *')]
                .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
                .map((one) => one.outerHTML.slice(0, 120))"""
            )
        )

    def close(self) -> None:
        self._context.close()


class Office:
    """A service with its administrator, who lets everybody else in."""

    def __init__(self, browser: Any, house: House) -> None:
        self.browser = browser
        self.house = house
        self.root = Staff(browser, house)
        page = self.root.page
        page.goto(house.setup_link)
        page.get_by_label("아이디").fill("root")
        page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        page.get_by_label("비밀번호 한 번 더").fill(PASSWORD)
        page.get_by_role("button", name="만들기").click()
        page.get_by_role("heading", name="직원 계정").wait_for()

    def member(self, login: str, *, role: str = "caseworker", **more: Any) -> Staff:
        """Somebody new: an account is made, and its link lets them in."""
        self.root.open("/desk/staff")
        form = self.root.page.locator(".sheet-form")
        form.get_by_label("아이디").fill(login)
        form.get_by_label("역할").select_option(role)
        form.get_by_label("팀").select_option("sodam")
        form.get_by_role("button", name="계정 만들기").click()
        link = self.root.page.locator("code").inner_text()
        member = Staff(self.browser, self.house, **more)
        member.page.goto(link)
        member.page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        member.page.get_by_label("비밀번호 한 번 더").fill(PASSWORD)
        member.page.get_by_role("button", name="정하고 들어가기").click()
        member.page.get_by_role("navigation", name="업무 화면").wait_for()
        return member

    def close_others(self) -> None:
        """Close every browser but the administrator's."""
        for context in self.browser.contexts:
            if context != self.root.page.context:
                context.close()
