"""The pages keep the policy, are light, readable by everyone, and fit a phone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from look_preview import WEB

pytestmark = pytest.mark.browser

PAGES = {
    "chat": "/",
    "queue": "/desk",
    "case": "/desk/cases/2026-0042",
    "login": "/desk/login",
    "setup": "/desk/setup",
    "empty": "/desk?q=없는말",
    "staff": "/desk/staff",
    "log": "/desk/log",
    "error": "/error",
}
MAIN = ["chat", "queue", "case", "login"]
SCRIPTED = ["chat", "queue", "case", "staff"]
MODES = ["light", "high-contrast"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
STATIC = WEB / "static"


@pytest.mark.parametrize("name", SCRIPTED)
def test_policy_is_kept_and_htmx_runs(open_page: Callable[..., Any], name: str) -> None:
    page = open_page(PAGES[name], width=1280)
    page.locator("[data-htmx-powered], .people").first.wait_for(state="attached")
    assert page.evaluate("htmx.version") == "4.0.1"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("name", "width"),
    [(name, 360) for name in PAGES] + [(name, 1280) for name in MAIN],
)
def test_axe_finds_nothing(
    open_page: Callable[..., Any], axe_source: str, name: str, mode: str, width: int
) -> None:
    page = open_page(PAGES[name], width=width, prefs={"mode": mode}, bypass_csp=True)
    assert page.evaluate("document.documentElement.dataset.krdsMode") == mode
    page.evaluate(axe_source)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(found["passes"]) > 15
    problems = [
        (one["id"], node["html"][:200], node.get("failureSummary", ""))
        for one in found["violations"]
        for node in one["nodes"]
    ]
    assert problems == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_nothing_scrolls_sideways(open_page: Callable[..., Any], path: str) -> None:
    """At 360 px, at 320 px (1280 px at 400 %), and with the largest letters."""
    page = open_page(path)
    for width in (360, 320):
        for size in ("md", "xxlg"):
            page.set_viewport_size({"width": width, "height": 640})
            page.evaluate("size => { document.documentElement.dataset.size = size }", size)
            page.evaluate("for (const one of document.querySelectorAll('.act')) one.open = true")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, size)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_targets_are_large_enough(open_page: Callable[..., Any], path: str) -> None:
    page = open_page(path)
    page.evaluate("for (const one of document.querySelectorAll('.act')) one.open = true")
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            'button, summary, select, textarea, a[href], input:not([type=hidden])')]
          .filter((one) => one.checkVisibility({opacityProperty: true}))
          .filter((one) => !one.closest('p.text, .soft, #krds-skip-link'))
          .filter((one) => one.tagName !== 'A' || getComputedStyle(one).display !== 'inline')
          .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
          .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize("name", ["chat", "queue", "case"])
def test_first_load_is_light(open_page: Callable[..., Any], server: Any, name: str) -> None:
    responses: list[Any] = []
    page = open_page(PAGES[name], responses=responses)
    page.evaluate("document.fonts.ready.then(() => 0)")
    page.wait_for_timeout(300)
    assert [one.url for one in responses if not one.url.startswith(server.base)] == []

    def weigh(*kinds: str) -> int:
        return sum(len(one.body()) for one in responses if one.request.resource_type in kinds)

    assert 40_000 < weigh("script") <= 60 * 1024
    assert 200_000 < weigh("document", "stylesheet", "font") <= 400 * 1024


def test_tokens_are_those_that_are_used() -> None:
    css = (STATIC / "ieum.css").read_text(encoding="utf-8")
    tokens = (STATIC / "vendor/krds_tokens.css").read_text(encoding="utf-8")
    assert len(css.encode()) <= 25 * 1024
    defined = set(re.findall(r"^\s*(--krds-[\w-]+):", tokens, re.MULTILINE))
    used = set(re.findall(r"var\((--krds-[\w-]+)", css + tokens))
    assert defined == used
    own = set(re.findall(r"(--(?!krds)[\w-]+):", css))
    assert set(re.findall(r"var\((--(?!krds)[\w-]+)", css)) == own


def test_vendored_files_are_the_recorded_ones() -> None:
    notes = (STATIC / "vendor/VENDOR.md").read_text(encoding="utf-8")
    recorded = dict(re.findall(r"`([\w.-]+)`[^`]*`([0-9a-f]{64})`", notes))
    present = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (STATIC / "vendor").iterdir()
        if file.name != "VENDOR.md"
    }
    assert recorded == present


def test_templates_hold_nothing_the_policy_forbids() -> None:
    for file in (WEB / "templates").rglob("*.html"):
        html = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", html), file
        assert not re.search(r"<script(?![^>]*nonce=)", html), file
        for tag in re.findall(r"<[a-z][^<>]*\shx-[^<>]*>", html):
            assert "hx-nonce=" in tag, (file, tag)
