"""`ieum check` refuses what is past its day; a service starts with it and states no amounts."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.content.loader import load
from tests.unit.faq.faq_samples import ENTRY as GOOD
from tests.unit.faq.faq_samples import spoiled

Write = Callable[..., Path]
NEW_YEAR = date(2027, 1, 9)  #: a day after the reviews of the shipped January entries

ENTRY = spoiled(GOOD, ("review_due = 2027-05-01", "review_due = 2026-12-01"))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IEUM_DATA_DIR", str(tmp_path / "var"))


def checked(folder: Path, day: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(app, ["check", str(folder), "--on", day])
    return done.exit_code, done.stdout.splitlines()


def test_a_good_pack_is_published(pack: Write) -> None:
    folder = pack({"faq/own.toml": ENTRY})
    assert checked(folder, "2026-12-01") == (0, [f"ok: {folder}"])


def test_a_past_review_is_refused(pack: Write) -> None:
    code, told = checked(pack({"faq/own.toml": ENTRY}), "2026-12-02")
    assert code == 1
    (line,) = told
    assert 'own.toml, entry "volunteer": review_due 2026-12-01 is past' in line


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sources = [{", "# [{", "sources: Field required"),
        ('{ title = "시청", url = "https://example.go.kr/1", date = 2026-10-01 }', "", "sources:"),
        ('phones = ["129"]', 'phones = ["02-1234-5678"]', 'unknown phone number "02-1234-5678"'),
        ("센터에 전화", "센터 1588-0000에 전화", 'unknown phone number "1588-0000"'),
        ("봉사하고 싶어요 3", "쌀이 떨어졌어요", 'repeats ways "쌀이 떨어졌어요"'),
        ("봉사하고 싶어요 3", "봉사하고싶어요 2!", 'repeats ways "봉사하고 싶어요 2"'),
        ("누가 하나요?", "누가 할 수 있는지 알고 싶어요", "at most 14"),
        ("자원봉사", "자원봉사와 나눔과 후원과 기부", "at most 14"),
        ("verified_on = 2026-11-01", "verified_on = 2026-11-30", "in the future"),
        ("review_due = 2026-12-01", "review_due = 2026-10-01", "is not after verified_on"),
        ("date = 2026-10-01", "date = 2026-11-02", "newer than verified_on"),
    ],
)
def test_each_of_these_is_refused(pack: Write, old: str, new: str, told: str) -> None:
    entry = spoiled(ENTRY, (old, new))
    code, lines = checked(pack({"faq/own.toml": entry}), "2026-11-22")
    assert code == 1
    assert any(told in line and "volunteer" in line for line in lines), lines


def test_all_of_them_are_told_at_once(pack: Write) -> None:
    entry = spoiled(
        ENTRY,
        ('phones = ["129"]', 'phones = ["1588-0000"]'),
        ("누가 하나요?", "누가 할 수 있는지 알고 싶어요"),
    )
    code, lines = checked(pack({"faq/own.toml": entry}), "2026-12-02")
    assert code == 1
    for told in ("1588-0000", "at most 14", "review_due"):
        assert any(told in line for line in lines), told
    assert len(lines) == 3


def test_a_service_starts_after_the_day_and_states_no_amounts() -> None:
    content = load("sejong-sodam", today=NEW_YEAR)
    assert "livelihood-benefit" in content.faq.overdue(NEW_YEAR)
    before, after = (
        content.faq.answer("livelihood-benefit", day, "amount")
        for day in (date(2026, 12, 31), NEW_YEAR)
    )
    assert before is not None
    assert after is not None
    assert "820,556" in before.text
    assert "820,556" not in after.text
    assert "129" in after.text
    code, lines = checked(Path("sejong-sodam"), NEW_YEAR.isoformat())
    assert code == 1
    assert all("review_due" in line for line in lines)
