"""Chromium and the preview server for the tests of the look."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from look_preview import Preview, Running

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium, for a module at most: asyncio tests after it need the thread's loop."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("no chromium: install the package chromium or set CHROMIUM")
    with playwright_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, headless=True, args=ARGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe.min.js."""
    places = [os.environ.get("AXE_JS", "")]
    places += [
        str(folder / "node_modules/axe-core/axe.min.js") for folder in Path(__file__).parents
    ]
    for place in places:
        if place and Path(place).is_file():
            return Path(place).read_text(encoding="utf-8")
    pytest.skip("no axe-core: `npm i axe-core@4.14.1` here or set AXE_JS to axe.min.js")


@pytest.fixture
def preview() -> Iterator[Running]:
    """The preview server, fresh for each test."""
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def open_page(browser: Any, preview: Running) -> Iterator[Callable[..., Any]]:
    """Open a path of the preview; anything on the error console fails the test at its end.

    Keywords: width, height, prefs (size and mode as the device would remember them), script,
    responses (a list to collect them in),
    expected (words that may stand on the error console, for tests that break something).
    """
    contexts = []
    problems: list[str] = []
    allowed: list[str] = []

    def opened(path: str, *, width: int = 360, height: int = 740, **more: Any) -> Any:
        allowed.extend(more.get("expected", ()))
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=more.get("script", True),
            bypass_csp=more.get("bypass_csp", False),
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        for name, value in more.get("prefs", {}).items():
            context.add_init_script(f"localStorage.setItem('ieum.{name}', '{value}')")
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else 0)
        page.on("pageerror", lambda error: problems.append(str(error)))
        responses = more.get("responses", [])
        page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - playwright marks it
        page.goto(preview.preview.base + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [said for said in problems if not any(word in said for word in allowed)] == []


@pytest.fixture
def server(preview: Running) -> Preview:
    """What the preview server knows."""
    return preview.preview
