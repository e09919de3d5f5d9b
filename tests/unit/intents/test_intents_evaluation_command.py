"""`ieum evaluate` on the content and interpreter that serve residents, over small sets."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from evaluation_cases import write_sets

from bot.evaluation import CannotEvaluate, Wish, evaluate
from bot.settings import Settings
from intents.evaluation import Half
from tests import forked, loaded

QUIET = "이 글은 아무에게도 보이지 않아요"
UTTERANCES = (
    ("basic-pension", "노령 연금이라고 다달이 나오는 돈 있잖아요 기초연금 그거요"),
    ("emergency-support|housing-benefit", "당장 방세를 낼 길이 없어 쫓겨나게 생겼습니다"),
    ("unknown", "프로야구 순위표 좀 읊어줘봐라"),
    ("unknown", QUIET),
)
CRISIS = (
    ("suicide", "self", "유서를 써 두고 죽으려고 해요"),
    ("calm", "-", "오늘은 좀 한가하네요"),
)
Run = Callable[..., tuple[bool, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on the sets of `tmp_path`; gives back its result and its lines."""
    loaded.keep(monkeypatch.setattr)

    def once(**wish: object) -> tuple[bool, str]:
        lines: list[str] = []
        asked = Wish(folder=tmp_path, **wish)  # type: ignore[arg-type]
        return evaluate(Settings(data_dir=tmp_path / "var"), asked, lines.append), "\n".join(lines)

    for half in Half:
        write_sets(tmp_path, half, utterances=UTTERANCES, crisis=CRISIS)
    (tmp_path / "dev_utterances.tsv").write_text("voice\tframe\twant\ttext\n", encoding="utf-8")
    (tmp_path / "dev_crisis.tsv").unlink()
    return once


def test_floors_are_recorded_kept_and_missed(run: Run, tmp_path: Path) -> None:
    well, text = run()
    assert well
    assert "--record" in text
    well, _ = run(record=True)
    floors = tmp_path / "floors.toml"
    assert well
    assert 'figure = "crisis"' in floors.read_text(encoding="utf-8")
    assert run()[0]
    floors.write_text('[[floors]]\nfigure = "outside-answered"\nat_most = -0.5\n')
    assert not run()[0]
    floors.write_text('[[floors]]\nfigure = "several"\nat_least = 0.1\n')
    assert not run()[0], "what is no longer measured is not kept"


def test_reports_are_written_and_hold_no_text(run: Run, tmp_path: Path) -> None:
    html, told = tmp_path / "report.html", tmp_path / "report.json"
    _, text = run(html=html, json=told)
    figures = json.loads(told.read_text(encoding="utf-8"))
    assert figures["half"] == "test"
    assert figures["figures"]["crisis"]["n"] == 1
    assert figures["figures"]["load"]["value"] > 0
    page = html.read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    for report in (text, page, told.read_text(encoding="utf-8")):
        assert QUIET not in report
    with pytest.raises(CannotEvaluate, match=r"nowhere.+No such file"):
        run(html=tmp_path / "nowhere" / "report.html")


def test_errors_are_for_the_half_that_is_tuned_on(run: Run, tmp_path: Path) -> None:
    missed = "곰 세 마리가 한 집에 있어 아빠 곰"
    write_sets(tmp_path, "dev", utterances=(("basic-pension", missed),))
    assert missed in run(half=Half.DEV, errors=3)[1]
    assert missed not in run(half=Half.DEV)[1]
    with pytest.raises(CannotEvaluate, match="never shown"):
        run(errors=3)
    with pytest.raises(CannotEvaluate, match="--half test"):
        run(half=Half.DEV, record=True)


def ieum(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"IEUM_DATA_DIR": str(folder / "var"), "PYTHONPATH": str(Path.cwd())}
    return forked.run(("evaluate", "--sets", str(folder), *args), env, folder)


def test_the_command_line(tmp_path: Path) -> None:
    """Problems are said plainly with status 1; without a terminal there is no bar."""
    none = ieum(tmp_path)
    assert none.returncode == 1
    assert "no test_utterances.tsv" in none.stderr
    assert "Traceback" not in none.stderr
    write_sets(tmp_path, "test", utterances=UTTERANCES, crisis=CRISIS)
    (tmp_path / "floors.toml").write_text('[[floors]]\nfigure = "ece"\nat_most = 1.0\n')
    kept = ieum(tmp_path, "--json", "out.json")
    assert (kept.returncode, kept.stderr) == (0, "")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["rows"] == 6
    (tmp_path / "floors.toml").write_text('[[floors]]\nfigure = "ece"\nat_least = 1.5\n')
    assert ieum(tmp_path).returncode == 1
    refused = ieum(tmp_path, "--errors", "2")
    assert refused.returncode == 1
    assert "never shown" in refused.stderr


def test_a_folder_without_sets_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "test_utterances.tsv").write_text("voice\tframe\twant\ttext\na\tb\tc\td\n")
    told = ieum(tmp_path)
    assert told.returncode == 1
    assert "test_utterances.tsv:2: no such id: c" in told.stderr
