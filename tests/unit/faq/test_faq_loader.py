"""Every problem of every file is told at once, with file, entry, what was found and expected."""

from datetime import date
from pathlib import Path

import pytest
from faq_samples import ENTRY, FIGURE, TODAY, spoiled

from faq.index import Faq
from faq.library import ContentErrors


def problems(folder: Path, *, today: date | None = TODAY) -> tuple[str, ...]:
    with pytest.raises(ContentErrors) as caught:
        Faq.load([folder], today=today)
    return caught.value.problems


def write(folder: Path, text: str, name: str = "own.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_a_good_pack_adds_an_entry(pack: Path) -> None:
    write(pack, ENTRY)
    faq = Faq.load([pack], today=TODAY)
    entry = faq.get("volunteer")
    assert entry is not None
    assert entry.title == "자원봉사"


def test_three_errors_in_a_pack_are_all_listed(pack: Path) -> None:
    write(
        pack,
        spoiled(
            ENTRY,
            ('phones = ["129"]', 'phones = ["02-1234-5678"]\nrelated = ["no-such-thing"]'),
            ("verified_on = 2026-11-01", "verified_on = 2026-12-01"),
        ),
    )
    place = f'{pack}/own.toml, entry "volunteer": '
    assert set(problems(pack)) == {
        place + 'unknown phone number "02-1234-5678"; expected one of phones.toml',
        place + 'related id "no-such-thing" is not in the catalogue',
        place + "verified_on 2026-12-01 is in the future (today is 2026-11-23)",
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("전화하세요", "129나 1588-0000에 전화하세요", 'how: unknown phone number "1588-0000"'),
        ("전화하세요", "128에 전화하세요", 'how: unknown phone number "128"'),
        ("sources = [{", "# [{", "sources: Field required"),
        ('{ title = "시청", url = "https://example.go.kr/1", date = 2026-10-01 }', "", "sources:"),
        ("https://example.go.kr/1", "어느 블로그", "sources.0.url"),
        ('id = "volunteer"', 'id = "volunteering"', "not in the catalogue"),
        ('"봉사하고 싶어요 12",', "", "11 ways found; expected at least 12"),
        ('"누가 하나요?"', '"누가 할 수 있는지 알고 싶어요"', "at most 14"),
        ('title = "자원봉사"', 'title = "자원봉사와 나눔과 후원과 기부"', "at most 14"),
        ('aspect = "how"', 'aspect = "how_long"', "follow-up how_long has no text"),
        ('aspect = "how"', 'aspect = "who"', "two follow-ups ask for the same part"),
        ('aspect = "how"', 'aspect = "why"', "follow_ups.1.aspect"),
        ("누구나 하실", "누구나 대상입니다. 하실", '"대상입니다" found'),
        ("준비할 것은", "만 5만 원과 준비할 것은", 'amount "5만 원" found'),
        ("준비할 것은", "중위소득 50% 이하면 준비할 것은", 'amount "50%" found'),
        ("전화하세요", "{mayor}에 전화하세요", 'unknown blank "{mayor}"'),
        ("이어 드려요.", "이어 드려요." + " 아주 길어요." * 50, "the text has"),
        ('phones = ["129"]', 'phones = ["129"]\namount = ["gold"]', 'unknown figure "gold"'),
        ('phones = ["129"]', 'phones = ["1600-2129"]', "cannot be called"),
        ('phones = ["129"]', "phones = []", "phones"),
        (
            "봉사하고 싶어요 12",
            "쌀이 떨어졌어요",
            'repeats ways "쌀이 떨어졌어요" of "food-support"',
        ),
        ("봉사하고 싶어요 12", "봉사하고싶어요11!", 'repeats ways "봉사하고 싶어요 11"'),
        ('grade = "confirmed"', 'grade = "secondary"', "needs do_not_state_amount"),
        ("date = 2026-10-01 }", 'grade = "secondary" }', "no source of that grade"),
        ("2026-10-01", "2026-11-02", "newer than verified_on"),
        ("review_due = 2027-05-01", "review_due = 2026-10-01", "is not after verified_on"),
        ('region = "municipality"', 'region = "우리 동네"', "region"),
        ('who = "누구나', 'whom = "누구나', "whom: Extra inputs"),
    ],
)
def test_each_mistake_is_named(pack: Path, old: str, new: str, told: str) -> None:
    write(pack, spoiled(ENTRY, (old, new)))
    found = problems(pack)
    assert any(told in line for line in found), found
    assert all("own.toml" in line and '"volunt' in line for line in found), found


def test_unreadable_files_do_not_hide_the_others(pack: Path) -> None:
    write(pack, "id = = 1", "a.toml")
    write(pack, "[entry]\nid = 'x'", "b.toml")
    write(pack, "surprise = 1", "c.toml")
    (pack / "d.toml").write_bytes(b"title = '\xff'")
    write(pack, spoiled(ENTRY, ("phones = [", "phone = [")), "e.toml")
    found = problems(pack)
    for name, told in {
        "a.toml": "not readable as TOML",
        "b.toml": "expected [[entry]]",
        "c.toml": 'unknown key "surprise"',
        "d.toml": "not readable as TOML",
        "e.toml": "phones: Field required",
    }.items():
        assert any(name in line and told in line for line in found), (name, found)


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    assert problems(tmp_path / "gone") == (
        f"{tmp_path / 'gone'}: no such folder; expected one with TOML files",
    )


def test_the_same_id_twice_in_one_folder_is_a_mistake(pack: Path) -> None:
    write(pack, ENTRY)
    write(pack, ENTRY, "second.toml")
    assert problems(pack) == (f'{pack}/second.toml, entry "volunteer": found twice in this folder',)


def test_a_pack_replaces_an_entry_of_the_same_id(pack: Path) -> None:
    write(pack, spoiled(ENTRY, ('id = "volunteer"', 'id = "report-reward"')))
    faq = Faq.load([pack], today=TODAY)
    entry = faq.get("report-reward")
    assert entry is not None
    assert entry.title == "자원봉사"
    assert faq.ids.count("report-reward") == 1


def test_a_pack_may_name_programmes_phones_and_figures_of_its_own(pack: Path) -> None:
    write(
        pack,
        spoiled(
            ENTRY,
            ('id = "volunteer"', 'id = "sodam-market"'),
            ('phones = ["129"]', 'phones = ["044-300-0000"]\namount = ["thanks-2026"]'),
        )
        + FIGURE
        + '[[phone]]\nnumber = "044-300-0000"\nlabel = "소담동"\nwhat = "나눔 장터"\n'
        + 'hours = "평일 9~18시"\ngrade = "confirmed"\n'
        + '[programmes]\nsodam-market = "나눔 장터"\n',
    )
    answer = Faq.load([pack], today=TODAY).answer("sodam-market", TODAY, "amount")
    assert answer is not None
    assert "한 번에 5만 원" in answer.text
    assert [(p.number, p.hours) for p in answer.phones] == [("044-300-0000", "평일 9~18시")]


def test_later_folders_win(tmp_path: Path) -> None:
    for number in (1, 2):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, spoiled(ENTRY, ("이어 드려요.", f"이어 드려요. {number}번")))
    answer = Faq.load([tmp_path / "1", tmp_path / "2"]).answer("volunteer", TODAY)
    assert answer is not None
    assert answer.text.endswith("2번")


def test_fixed_words_with_a_wrong_blank_are_refused(pack: Path) -> None:
    write(pack, '[texts.amounts]\nheading = "{jahr}년"\n[texts.checks]\namount_pattern = "("\n')
    found = problems(pack)
    assert any("amounts.heading" in line and "jahr" in line for line in found), found
    assert any("checks.amount_pattern" in line for line in found), found


def test_a_pack_may_say_the_fixed_words_its_own_way(pack: Path) -> None:
    write(pack, '[texts.amounts]\nlocked = "금액은 042팀에 물어보세요."\n')
    answer = Faq.load([pack]).answer("livelihood-benefit", date(2030, 1, 1), "amount")
    assert answer is not None
    assert answer.text.endswith("금액은 042팀에 물어보세요.")


def test_a_wrong_clock_does_not_stop_the_shipped_answers() -> None:
    long_ago = date(2020, 1, 1)
    assert Faq.load(today=long_ago).ids == Faq.load(today=long_ago, publishing=True).ids


def published(folder: Path, today: date) -> list[str]:
    """What of the pack's own entry keeps it from being published."""
    try:
        Faq.load([folder], today=today, publishing=True)
    except ContentErrors as errors:
        return [line for line in errors.problems if "volunteer" in line]
    return []


def test_what_is_past_its_review_is_not_published_but_served(pack: Path) -> None:
    write(pack, ENTRY)
    assert published(pack, date(2027, 5, 1)) == []
    day_after = date(2027, 5, 2)
    assert published(pack, day_after) == [
        f'{pack}/own.toml, entry "volunteer": review_due 2027-05-01 is past (today is 2027-05-02); '
        "check the sources again and set verified_on and review_due"
    ]
    faq = Faq.load([pack], today=day_after)
    assert faq.answer("volunteer", day_after) is not None
    assert "volunteer" in faq.overdue(day_after)
    assert "volunteer" not in faq.overdue(date(2027, 5, 1))


def test_every_shipped_answer_is_refused_when_nobody_looks_after_it() -> None:
    """Nothing ships without a day on which somebody has to look again."""
    day = date(2028, 1, 1)
    faq = Faq.load(today=day)
    assert faq.overdue(day) == faq.ids
    with pytest.raises(ContentErrors) as refused:
        Faq.load(today=day, publishing=True)
    told = [line for line in refused.value.problems if "review_due" in line]
    assert len(told) == len(faq.ids)


def test_check_lists_amounts_that_the_new_year_locked(faq: Faq) -> None:
    told = [line for line in faq.check(date(2027, 1, 1)) if "no longer stated" in line]
    assert any('"livelihood-max-1-2026" is of 2026' in line for line in told), told
    this_year = [line for line in faq.check(TODAY) if "no longer stated" in line]
    assert [line.split('"')[1] for line in this_year] == ["energy-voucher"]
