"""`ieum doctor`, and the bar that is drawn while something is learned and at no other time."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot import bootstrap, diagnosis, learning
from bot.content.reading import DATA
from bot.domain.staff import Role, StaffMember
from bot.settings import Settings
from intents import Decision, Label, engine
from intents.crisis import training as crisis_training
from intents.matching import learned
from intents.matching.features import Reader
from intents.reading.tokens import MecabTokenizer
from tests.unit.content.test_content_review import ENTRY

SUBJECTS = ("회원증 재발급", "열람실 예약", "책 반납", "동화 구연", "점자 도서", "희망 도서")
MORE = ("프린터 요금", "사물함 열쇠", "독서 동아리", "주차장 시간", "작가 강연", "전자책 대출")


def library(count: int = 12) -> list[Label]:
    return [
        Label(id=f"s{n}", decision=Decision.ANSWER, phrases=(f"{subject} 되나요", subject))
        for n, subject in enumerate((*SUBJECTS, *MORE)[:count])
    ]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ieumtalk"


def told(settings: Settings) -> dict[str, tuple[bool, str]]:
    return {part: (well, words) for part, well, words in diagnosis.parts(settings)}


# --------------------------------------------------------------------------------- the engine


def test_few_labels_are_not_learned(tmp_path: Path) -> None:
    found = engine.engine(library(3), tmp_path)
    assert not found.learns
    assert found.learned is None


def test_what_was_learned_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_outside", lambda: ("오늘 날씨 좋네요",))  # thousands take long
    before = engine.engine(library(), tmp_path)
    assert before.learns
    assert before.learned is None
    assert list(tmp_path.iterdir()) == [], "looking learns nothing"
    learned.recall(library(), Reader(MecabTokenizer()), folder=tmp_path)
    after = engine.engine(library(), tmp_path)
    assert after.learned is not None
    assert after.learned.parent == tmp_path
    changed = [*library(11), library()[0]]
    assert engine.engine(changed, tmp_path).learned is None, "another phrase, another knowledge"


def test_a_model_of_danger_of_other_sources_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crisis_training, "sources_digest", lambda: "another")
    assert not engine.engine(library(3), tmp_path).crisis_fits


# --------------------------------------------------------------------------------- the doctor


def test_the_doctor_tells_what_understands(tmp_path: Path) -> None:
    parts = told(Settings(data_dir=tmp_path / "var"))
    assert "배운 모델" in parts["engine"][1]
    assert "0007" in parts["engine"][1]
    assert "mecab-ko-dic" in parts["words"][1]
    assert parts["content"][0]
    assert "처음 켤 때 만들어요" in parts["database"][1]
    assert not (tmp_path / "var").exists(), "it makes nothing"


def test_what_has_to_be_learned_is_told_and_not_learned(tmp_path: Path, own_cache: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DATA / "packs" / "sejong-sodam", pack)
    (pack / "faq").mkdir()
    (pack / "faq" / "own.toml").write_text(ENTRY, encoding="utf-8")
    parts = told(Settings(data_dir=tmp_path / "var", pack=str(pack)))
    assert parts["learned"] == (
        True,
        f"답이 바뀌어서, 다음에 켤 때 1분쯤 새로 배워요. 배운 것은 {own_cache}에 둬요.",
    )
    assert parts["language"][1] == "배운 다음에 확인할 수 있어요."
    assert not own_cache.exists()


def test_broken_content_and_a_lost_secret_are_told(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    (var / "ieum.db").touch()
    parts = told(Settings(data_dir=var, pack="nowhere"))
    assert parts["content"] == (False, "고칠 곳이 1군데 있어요. `ieum check`로 확인하세요.")
    well, words = parts["secret"]
    assert not well
    assert "열쇠 없이는" in words


# ------------------------------------------------------------------------------------ the bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_teams_whose_cases_nobody_sees_are_told(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var", pack="sejong-sodam")

    def enlisted(*members: StaffMember) -> tuple[bool, str] | None:
        with closing(bootstrap.store_of(settings)) as store, store.begin() as uow:
            for member in members:
                uow.staff.add(member, "")
            uow.commit()
        return told(settings).get("teams")

    assert enlisted() is None  # before the first account there is the set-up link
    assert enlisted(StaffMember(login="root", role=Role.ADMIN)) is not None
    gone = StaffMember(login="gone", role=Role.CASEWORKER, team="sodam", disabled=True)
    well, words = enlisted(gone) or (False, "")
    assert well
    assert bootstrap.content_of(settings).pack.team_name("sodam") in words
    assert enlisted(StaffMember(login="kim", role=Role.CASEWORKER, team="sodam")) is None


@contextmanager
def looked_at(screen: io.StringIO) -> Iterator[io.StringIO]:
    """Inside the test itself: pytest puts its own stderr back between set-up and test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", screen)
        yield screen


def test_no_bar_is_drawn_when_nothing_is_learned() -> None:
    with looked_at(Terminal()) as screen:
        learning.interpreter_of(library(3))
    assert screen.getvalue() == ""


def test_a_bar_is_drawn_once_while_something_is_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "_outside", lambda: ("오늘 날씨 좋네요",))
    with looked_at(Terminal()) as screen:
        learning.interpreter_of(library())
    assert "learning" in screen.getvalue()
    assert "100%" in screen.getvalue()
    with looked_at(Terminal()) as screen:
        learning.interpreter_of(library())
    assert screen.getvalue() == "", "what is kept is not learned again"


def test_no_bar_is_drawn_where_the_output_is_kept() -> None:
    with looked_at(io.StringIO()) as kept, learning.bar() as tick:
        tick(0.5)
        tick(1.0)
    assert kept.getvalue() == ""
