"""Whole conversations, readable by a welfare officer, on the real engine and a real database."""

from pathlib import Path

import pytest

from bot.simulation import Story, StoryFailed
from tests import loaded

STORIES = sorted((Path(__file__).parent / "stories").glob("*.toml"))


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded.keep(monkeypatch.setattr)


@pytest.mark.parametrize("path", STORIES, ids=lambda p: p.stem)
def test_story(path: Path) -> None:
    Story(path).play()


def test_a_story_that_goes_another_way_fails(tmp_path: Path) -> None:
    story = tmp_path / "wrong.toml"
    story.write_text(
        'title = "x"\nat = "2026-11-23T10:00:00+09:00"\n[[step]]\nsay = "안녕하세요"\n'
        'expect = ["form.summary"]\n',
        encoding="utf-8",
    )
    with pytest.raises(StoryFailed, match="step 1"):
        Story(story).play()


def test_a_step_of_staff_before_there_is_a_case_fails_as_any_other(tmp_path: Path) -> None:
    story = tmp_path / "early.toml"
    story.write_text(
        'title = "x"\nat = "2026-11-23T10:00:00+09:00"\n[[step]]\nstaff = "claim"\n',
        encoding="utf-8",
    )
    with pytest.raises(StoryFailed, match="no case yet"):
        Story(story).play()
