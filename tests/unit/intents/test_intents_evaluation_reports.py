"""The reports: what is promised and kept, as text, JSON and one page."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from evaluation_cases import LABELS, Scripted, danger, mind, write_sets

from intents.evaluation import Figure, Figures, Half, SetsError, Unit, measure, read_sets, with_load
from intents.evaluation.limits import Limit, State, floors, record, targets, verdicts
from intents.evaluation.page import as_page
from intents.evaluation.plots import BarRow, bars, calibration, histogram, pairs, stacks
from intents.evaluation.reports import as_json, as_text, floors_lines, misses_lines
from intents.evaluation.sets import ALARMING
from intents.evaluation.values import Bin, Confusion, VoiceRow
from intents.evaluation.words import wording, written
from intents.reading.noise import kinds

SECRET = "비밀로 할 말이 하나 있는데요"


def figure(key: str, value: float, low: float, high: float) -> Figure:
    return Figure(key=key, value=value, n=100, low=low, high=high)


@pytest.fixture
def everything(tmp_path: Path) -> Figures:
    """A run that counts at least one row of every sort."""
    write_sets(
        tmp_path,
        "dev",
        utterances=(
            ("housing-benefit", "월세 얘기"),
            ("child-meal", SECRET),
            ("child-meal", "밥 얘기"),
            ("self-request", "와 주세요"),
            ("unknown", "야구"),
            ("housing-benefit+child-meal", "둘 다"),
            ("boundary", "바보"),
        ),
        crisis=(
            *((kind, "other", f"{kind} 났어요") for kind in ALARMING),
            ("distress", "self", "힘드네요"),
            ("hard", "-", "배고파 죽겠네 야근이라"),
            ("calm", "-", "그냥 걷는 중이에요"),
        ),
        chat=("심심해",),
    )
    script = {
        "월세 얘기": mind("answer", "housing-benefit", 0.9),
        SECRET: mind("answer", "housing-benefit", 0.6),
        "와 주세요": mind("clarify", None, 0.4, offered={"self-request": 0.4}),
        "야구": mind("answer", "child-meal", 0.5),
        "fire 났어요": mind("crisis", crisis=danger("fire", who="other")),
        "배고파 죽겠네 야근이라": mind("crisis", crisis=danger("suicide")),
        "심심해": mind("crisis", crisis=danger("suicide")),
    }
    figures = measure(Scripted(script), read_sets(tmp_path, Half.DEV, LABELS))
    return with_load(figures, 1.5)


@pytest.mark.parametrize(
    ("limit", "value", "low", "high", "state"),
    [
        (Limit(figure="x", at_least=0.9), 0.95, 0.91, 0.98, State.MET),
        (Limit(figure="x", at_least=0.9), 0.95, 0.89, 0.98, State.NARROW),
        (Limit(figure="x", at_least=0.9), 0.9, 0.9, 0.98, State.MET),
        (Limit(figure="x", at_least=0.9), 0.89, 0.8, 0.98, State.MISSED),
        (Limit(figure="x", at_most=0.05), 0.03, 0.01, 0.05, State.MET),
        (Limit(figure="x", at_most=0.05), 0.03, 0.01, 0.06, State.NARROW),
        (Limit(figure="x", at_most=0.0), 0.01, 0.0, 0.06, State.MISSED),
    ],
)
def test_verdicts(limit: Limit, value: float, low: float, high: float, state: State) -> None:
    [verdict] = verdicts({"x": figure("x", value, low, high)}, [limit])
    assert verdict.state is state
    assert verdict.is_met == (state in {State.MET, State.NARROW})


def test_what_was_not_measured_is_not_kept() -> None:
    [verdict] = verdicts({}, [Limit(figure="x", at_least=0.1)])
    assert verdict.state is State.ABSENT
    assert not verdict.is_met


def test_a_limit_has_one_side() -> None:
    for sides in ({}, {"at_least": 0.1, "at_most": 0.2}):
        with pytest.raises(ValueError, match="either at_least or at_most"):
            Limit(figure="x", **sides)


def test_what_is_promised() -> None:
    """The targets are those agreed on; lowering one is a decision, not an edit."""
    told = {t.figure: (t.at_least, t.at_most) for t in targets()}
    assert told == {
        "top1": (0.9, None),
        "found": (0.96, None),
        "direct": (0.8, None),
        "outside-answered": (None, 0.05),
        "noise-loss": (None, 0.04),
        "several": (0.8, None),
        "crisis": (0.97, None),
        "hard-alarm": (None, 0.04),
        "calm-alarm": (None, 0.005),
    }


def test_floors_are_recorded_and_kept(tmp_path: Path) -> None:
    assert floors(tmp_path) == ()
    found = {"top1": figure("top1", 0.9, 0.8, 1), "wrong": figure("wrong", 0.05, 0, 0.1)}
    made = record(tmp_path, found)
    assert floors(tmp_path) == made
    assert {f.figure: f.bound for f in made} == {"top1": 0.89, "wrong": 0.06}
    assert all(v.is_met for v in verdicts(found, made))
    worse = {**found, "wrong": figure("wrong", 0.07, 0, 0.1)}
    lost = [v.limit.figure for v in verdicts(worse, made) if not v.is_met]
    assert lost == ["wrong"]
    lines = "\n".join(floors_lines(verdicts(worse, made)))
    assert wording().name("wrong") in lines
    assert wording().name("top1") not in lines


def test_broken_floors_are_told(tmp_path: Path) -> None:
    (tmp_path / "floors.toml").write_text('[[floors]]\nfigure = "top1"\n', encoding="utf-8")
    with pytest.raises(SetsError, match=r"floors\.toml(.|\n)*at_least"):
        floors(tmp_path)
    with pytest.raises(SetsError, match="cannot be written"):
        record(tmp_path / "nowhere", {})


def test_every_figure_has_a_name_and_a_section(everything: Figures) -> None:
    listed = [f for _, those in wording().in_sections(everything.figures) for f in those]
    assert {f.key for f in listed} == everything.figures.keys()
    assert len({wording().name(f.key) for f in listed}) == len(listed)
    assert {t.figure for t in targets()} <= everything.figures.keys()


def test_every_outcome_has_a_word(everything: Figures) -> None:
    words = wording()
    assert {miss.kind for miss in everything.misses} <= words.misses.keys()
    assert {band for counts in everything.bands.values() for band in counts} <= words.bands.keys()
    for scope, band in product(everything.bands, words.bands):
        assert words.scopes[scope]
        assert words.bands[band]


def test_the_text_names_each_target_and_figure(everything: Figures) -> None:
    lines = list(as_text(everything, verdicts(everything.figures, targets())))
    text = "\n".join(lines)
    for found in everything.figures.values():
        assert wording().name(found.key) in text
        assert written(found.value, found.unit) in text
    assert SECRET not in text


def test_errors_are_shown_so_many_of_each_kind(everything: Figures) -> None:
    assert not list(misses_lines(everything.misses, 0))
    one = "\n".join(misses_lines(everything.misses, 1))
    assert SECRET in one
    assert f"{wording().misses['crisis-missed']} ({len(ALARMING) - 1})" in one
    assert one.count("났어요") == 1
    assert "\n".join(misses_lines(everything.misses, 99)).count("났어요") == len(ALARMING) - 1


def test_json_holds_the_figures_and_no_text(everything: Figures) -> None:
    told = as_json(everything, verdicts(everything.figures, targets()))
    again = json.loads(json.dumps(told, ensure_ascii=False))
    assert again["figures"]["top1"]["n"] == 4
    assert again["figures"]["noise-loss"]["unit"] == "points"
    assert len(again["targets"]) == 9
    assert {row["id"]: row["recall"] for row in again["intents"]}["housing-benefit"] == 1
    assert SECRET not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (0.913, Unit.SHARE, "91.3 %"),
        (-0.02, Unit.POINTS, "-2.0 %p"),
        (0.9421, Unit.INDEX, "0.942"),
        (3.456, Unit.MILLISECONDS, "3.46 ms"),
        (45.6, Unit.MILLISECONDS, "46 ms"),
        (1.9, Unit.SECONDS, "1.90 s"),
    ],
)
def test_values_are_written_as_people_read_them(value: float, unit: Unit, told: str) -> None:
    assert written(value, unit) == told


class Page(HTMLParser):
    """Gathers what a page would fetch, whether its tags close, and what it says."""

    EMPTY = frozenset({"meta", "br", "rect", "line", "circle", "polyline"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.drawings = 0
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [f"{tag} {k}" for k, _ in attrs if k in {"src", "href", "srcset"}]
        self.fetched += [tag] if tag in {"script", "link", "iframe"} else []
        self.drawings += tag == "svg"
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.EMPTY

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def test_the_page_needs_nothing_else(everything: Figures) -> None:
    titles = {"child-meal": "급식 <카드> & 밥"}
    page = as_page(everything, verdicts(everything.figures, targets()), titles)
    read = Page(page)
    assert not read.open
    assert not read.fetched
    assert "@import" not in page
    assert "url(" not in page
    assert not re.search(r"\$\w", page)
    said = " ".join(read.said)
    assert "급식 <카드>" in said
    assert SECRET not in said
    for target in targets():
        assert wording().name(target.figure) in said
    assert read.drawings == 9 + 8


def test_the_page_of_few_figures(tmp_path: Path) -> None:
    """Sections with nothing to show are left out; what could not be measured is said."""
    write_sets(tmp_path, "test", crisis=(("fire", "other", "불났어요 시험 문장입니다"),))
    figures = measure(Scripted({}), read_sets(tmp_path, Half.TEST, LABELS), faults=())
    page = as_page(figures, verdicts(figures.figures, targets()))
    assert wording().said("crisis") in page
    assert wording().said("calibration") not in page
    assert wording().states["absent"] in page


def test_all_promises_kept_is_said(everything: Figures) -> None:
    kept = [Limit(figure="top1", at_least=0.0)]
    page = as_page(everything, verdicts(everything.figures, kept))
    assert wording().said("all_met", all=1, met=1) in page
    assert 'class="summary good"' in page


def test_each_promise_that_is_not_kept_is_told_with_its_figure(everything: Figures) -> None:
    wished = [Limit(figure="top1", at_least=1.0), Limit(figure="wrong", at_most=1.0)]
    page = as_page(everything, verdicts(everything.figures, wished))
    summary = page[page.index('class="summary bad"') : page.index("</ul></div>")]
    top1 = next(f for f in everything.figures.values() if f.key == "top1")
    shown = summary.replace("\u00a0", " ")
    assert wording().said("some_met", all=2, met=1) in shown
    assert f"{wording().name('top1')}: 지금 {written(top1.value, top1.unit)}, 약속 100 %" in shown
    assert wording().name("wrong") not in shown


def test_long_lists_are_folded(everything: Figures) -> None:
    voices = tuple(VoiceRow(voice=f"voice-{n}", n=4, right=1, found=2) for n in range(40))
    page = as_page(replace(everything, voices=voices), ())
    assert wording().said("more", count=15) in page
    assert "voice-39" in page


def test_no_confusion_is_said(everything: Figures) -> None:
    assert wording().said("none") in as_page(replace(everything, confusions=()), ())


def test_drawings_are_sound() -> None:
    """Each is well-formed and keeps inside its frame, at the extremes too."""
    drawn = [
        bars([BarRow(label="가" * 40, value=1, note="1", low=0, high=1, more=1)], "막대"),
        bars([BarRow(label="<&>", value=0, note="0")], '"told"'),
        stacks([("모두", {"right": 1, "wrong": 999}), ("하나", {"unknown": 1})], "띠"),
        calibration([Bin(low=0, high=0.1, n=1, score=0, right=1)], "x", "y", "점수"),
        calibration([], "x", "y", "점수"),
        histogram([0.001, 1, 5000], "ms", "시간"),
        pairs([("가", "나", 1)], "쌍"),
    ]
    for svg in drawn:
        root = ET.fromstring(svg)
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        for rect in root.iter("rect"):
            x, y, w, h = (float(rect.attrib[k]) for k in ("x", "y", "width", "height"))
            assert -0.6 <= x <= x + w <= width + 0.6
            assert 0 <= y <= y + h <= height


def test_confusions_are_told_in_names(everything: Figures) -> None:
    mixed = (Confusion(wanted="unknown", got="child-meal", count=3),)
    page = as_page(replace(everything, confusions=mixed), (), {"child-meal": "급식카드"})
    assert f"{wording().scopes['outside']} → 급식카드" in page


def test_kinds_of_noise_have_names() -> None:
    assert set(kinds()) <= wording().members.keys()
