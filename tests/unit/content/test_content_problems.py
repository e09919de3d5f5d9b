"""Every problem is told at once, with file, entry, what was found and what was expected."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content.loader import ContentErrors, load, problems

TODAY = date(2026, 11, 21)
Write = Callable[..., Path]

FORM = """
id = "{id}"
title = "시험"
intent = "{intent}"
case_type = "callback"
opening = "시작"

[[field]]
id = "{field}"
kind = "text"
ask = "무엇인가요?"
label = "무엇"
"""


def test_a_good_pack_has_no_problems(pack: Write) -> None:
    folder = pack()
    assert problems(folder, today=TODAY) == []
    assert problems(str(folder), today=TODAY) == []
    assert load(folder, today=TODAY).pack.id == "test-town"


def test_a_pack_with_three_errors_lists_all_three(pack: Write) -> None:
    folder = pack(
        {
            "wording/own.toml": '[greet]\nhello = "안녕하세요 {nmae}"\n',
            "faq/own.toml": '[[figure]]\nid = "Bad Id"\n',
        }
    )
    text = (folder / "pack.toml").read_text(encoding="utf-8")
    (folder / "pack.toml").write_text(text.replace('"only"\n\n', '"nobody"\n\n'), encoding="utf-8")
    found = problems(folder, today=TODAY)
    assert any("own.toml" in p and "greet.hello" in p and "nmae" in p for p in found)
    assert any("pack.toml" in p and '"nobody"' in p and "only" in p for p in found)
    assert any("figure" in p and "Bad Id" in p for p in found)
    with pytest.raises(ContentErrors) as refused:
        load(folder, today=TODAY)
    assert list(refused.value.problems) == found


@pytest.mark.parametrize("name", ["nowhere", "n" * 5000])
def test_an_unknown_pack_names_the_known_ones(name: str) -> None:
    (found,) = problems(name, today=TODAY)
    assert name in found
    assert "sejong-sodam, seoul-seongdong" in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('office = "', 'offfice = "', "offfice"),
        ('area = ["3611055500"]', 'area = ["소담동"]', "pattern"),
        ('area = ["3611055500"]', 'area = ["3611055500", "3611055600"]', "belongs to no team"),
        ('dongs = ["3611055500"]', 'dongs = ["3611055500", "1"]', "pattern"),
        ('dongs = ["3611055500"]', 'dongs = ["3611055500", "3611055600"]', "not in the area"),
        ("[hours]", '[hours]\nopen = "9 o\'clock"', "open"),
        ("[hours]", "[hours]\nclose = 08:00:00", "hours:"),
        ("[hours]", "[hours]\nclosed = [2026-12-24]\nopened = [2026-12-24]", "both closed"),
        ("[hours]", "[hours]\nweekdays = [7]", "weekdays"),
        ("[hours]", "[hours", "not readable as TOML"),
        ('id = "test-town"', "id = 7", "string"),
        ('phone_label = "', 'phone = "소담동"\nphone_label = "', "phone"),
    ],
)
def test_mistakes_in_a_pack_are_told(pack: Write, old: str, new: str, said: str) -> None:
    folder = pack()
    path = folder / "pack.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(folder, today=TODAY)
    assert any("pack.toml" in p and said in p for p in found), found


def test_a_folder_without_a_pack_file_is_told(tmp_path: Path) -> None:
    assert any("no such file" in p for p in problems(tmp_path, today=TODAY))


def test_a_file_that_is_not_text_is_told(pack: Write) -> None:
    folder = pack({"wording/own.toml": ""})
    (folder / "wording" / "own.toml").write_bytes(b"\xff\xfe\x00")
    (found,) = problems(folder, today=TODAY)
    assert "own.toml: not readable as TOML" in found


def test_a_pack_says_it_its_own_way(pack: Write) -> None:
    folder = pack({"wording/own.toml": '[greet]\nhello = "반가워요, {office}예요."\n'})
    content = load(folder, today=TODAY)
    assert content.catalog.render("greet.hello") == "반가워요, 시험동 행정복지센터예요."


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ('[greet]\nhelo = "안녕"', 'greet.helo": nobody asks'),
        ('[greet]\nhello = ""', "expected a text"),
        ("[greet]\nhello = 3", "expected a text"),
        ('[greet]\nhello = "{who:가/이}"', "expected one of 이/가"),
        ('[greet]\nhello = "{office"', "expected '}'"),
        ('[greet]\nhello = "' + "가" * 301 + '"', "301 letters; at most 300"),
        ('[choice]\nperson = "' + "가" * 15 + '"', "15 letters; at most 14"),
        ('[choice]\npresident = "대통령"', "no such offered answer"),
        ('[form.done]\ncallback = "접수됐어요. {word}"', "{number} must be in the text"),
        ('[receipt]\nlocked = "{hours}시간 뒤"', "{minutes} must be in the text"),
    ],
)
def test_mistakes_in_the_wording_are_told(pack: Write, wording: str, said: str) -> None:
    (found,) = problems(pack({"wording/own.toml": wording}), today=TODAY)
    assert "own.toml" in found
    assert said in found


def test_a_key_twice_in_one_folder_is_told(pack: Write) -> None:
    text = '[menu]\nmain = "무엇을 도와드릴까요?"'
    (found,) = problems(pack({"wording/a.toml": text, "wording/b.toml": text}), today=TODAY)
    assert "b.toml" in found
    assert "twice" in found


def test_the_desk_may_have_words_of_its_own(pack: Write) -> None:
    folder = pack({"wording/own.toml": '[desk]\nour_shelf = "우리 서가 {n}"'})
    content = load(folder, today=TODAY)
    assert content.catalog.render("desk.our_shelf", {"n": "3"}) == "우리 서가 3"


def test_a_pack_may_replace_a_form_and_add_one(pack: Write) -> None:
    own = FORM.format(id="callback", intent="callback-request", field="about")
    content = load(pack({"forms/callback.toml": own}), today=TODAY)
    assert [f.id for f in content.forms["callback"].fields] == ["about"]
    assert content.catalog.render("form.callback.about") == "무엇인가요?"
    assert not content.catalog.has("form.callback.phone")


def test_a_new_form_needs_its_words(pack: Write) -> None:
    own = FORM.format(id="pet-care", intent="pet-care-request", field="about")
    (found,) = problems(pack({"forms/pet.toml": own}), today=TODAY)
    assert '"form.done.pet-care" is missing' in found


def broken_form(field: str) -> str:
    return FORM.format(id="callback", intent="callback-request", field="about") + field


FIELD = '\n[[field]]\nid = "more"\nkind = "{kind}"\nask = "?"\nlabel = "더"\n'
OPTIONS = '[[field.option]]\nid = "a"\nlabel = "가"\n[[field.option]]\nid = "b"\nlabel = "나"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FIELD.format(kind="choice"), "0 options found; a choice needs at least 2"),
        (FIELD.format(kind="text") + OPTIONS, "2 options found; a text has none"),
        (FIELD.format(kind="essay"), "kind"),
        (FIELD.format(kind="since") + "first_words = true", 'expected only with kind "text"'),
        (FIELD.format(kind="choice") + OPTIONS.replace('"b"', '"a"'), '"a": id found twice'),
        (FIELD.format(kind="choice") + OPTIONS.replace("나", "가!"), '"가" leads to two options'),
        (FIELD.format(kind="choice") + OPTIONS.replace('"b"', '"나"'), "pattern"),
        (FIELD.format(kind="choice") + OPTIONS.replace("나", "나" * 15), "15 letters; at most 14"),
        (FIELD.format(kind="choice") + OPTIONS + 'alarm = "flood"', "alarm"),
        (FIELD.format(kind="choice") + OPTIONS + "risk = 70", "risk"),
        (
            FIELD.format(kind="choice") + OPTIONS + 'risk = 1\nsign = "arears"',
            'option "b": sign names "arears"; expected a rule of triage.toml',
        ),
        (FIELD.format(kind="choice") + OPTIONS + 'sign = "arrears"', "sign found without risk"),
        (FIELD.format(kind="choice") + OPTIONS + OPTIONS * 5, "at most 10"),
        (FIELD.format(kind="text").replace("more", "about"), '"about": id found twice'),
        (
            FIELD.format(kind="text") + 'when = { field = "later", any_of = ["x"] }',
            '"later"; expected an earlier field',
        ),
        (
            FIELD.format(kind="text") + 'when = { field = "more", any_of = ["x"] }',
            '"more"; expected an earlier field',
        ),
        (
            FIELD.format(kind="text") + 'when = { field = "about", any_of = ["x"] }',
            '"x"; expected an option of "about"',
        ),
    ],
)
def test_mistakes_in_a_form_are_told(pack: Write, text: str, said: str) -> None:
    found = problems(pack({"forms/callback.toml": broken_form(text)}), today=TODAY)
    assert any("callback" in p and said in p for p in found), found


def test_a_form_without_questions_is_told(pack: Write) -> None:
    empty = broken_form("").split("[[field]]")[0] + "field = []\n"
    found = problems(pack({"forms/callback.toml": empty}), today=TODAY)
    assert any("no questions found" in p for p in found)


def test_forms_share_no_intent_and_no_id(pack: Write) -> None:
    twin = FORM.format(id="callback", intent="self-request", field="about")
    found = problems(pack({"forms/a.toml": twin, "forms/b.toml": twin}), today=TODAY)
    assert any("b.toml" in p and "id found twice in this folder" in p for p in found)
    assert any('"self-request" starts two forms' in p for p in found)


def test_all_problems_of_one_file_come_together(pack: Write) -> None:
    spoiled = FORM.format(id="callback", intent="x y", field="Über") + 'colour = "red"\n'
    found = problems(pack({"forms/callback.toml": spoiled}), today=TODAY)
    assert sum("forms/callback.toml" in p for p in found) == 3
