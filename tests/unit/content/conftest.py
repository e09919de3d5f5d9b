"""Content of the built-in offices, and a small pack to spoil."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.loader import Content, load

TODAY = date(2026, 11, 21)
PACKS = ("sejong-sodam", "seoul-seongdong")

PACK = """
id = "test-town"
office = "시험동 행정복지센터"
office_short = "시험동"
bot_name = "이음톡"
phone_label = "129(보건복지상담)"
area = ["3611055500"]
default_team = "only"

[hours]
text = "평일 오전 9시부터 오후 6시까지"

[[team]]
id = "only"
name = "맞춤형복지팀"
dongs = ["3611055500"]
"""


@pytest.fixture(scope="session")
def contents() -> dict[str, Content]:
    return {name: load(name, today=TODAY) for name in PACKS}


@pytest.fixture(params=PACKS)
def content(request: pytest.FixtureRequest, contents: dict[str, Content]) -> Content:
    return contents[request.param]


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a good pack with some files changed or added: `pack({"wording/own.toml": ...})`."""

    def write(files: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "test-town"
        for name, text in {"pack.toml": PACK, **(files or {})}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write
