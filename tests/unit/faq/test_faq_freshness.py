"""Amounts are said in their own year, when well founded, and never otherwise."""

import re
from datetime import date
from pathlib import Path

import pytest
from faq_samples import ENTRY, FIGURE, spoiled

from faq.entry import Aspect, Entry, Figure, Grade
from faq.freshness import is_fresh, stateable
from faq.index import Faq

MONEY = re.compile(r"\d[\d,]*\s*(?:만\s*)?(?:\d+천\s*)?원")
LOCKED = "금액은 해마다 바뀌어요. 지금 얼마인지는 동 복지팀이나 129에 물어보세요."
LOCKED_LIMITS = "소득 기준은 해마다 바뀌어요. 지금 기준은 동 복지팀이나 129에 물어보세요."
ASPECTS = (None, *Aspect)


def text(faq: Faq, entry_id: str, day: date, aspect: str | None = None) -> str:
    answer = faq.answer(entry_id, day, aspect)
    assert answer is not None
    return answer.text


def figure(*, year: int = 2026, grade: Grade = Grade.CONFIRMED) -> Figure:
    return Figure.model_validate(
        {
            "id": "f",
            "label": "혼자 사는 집",
            "value": "10만 원",
            "year": year,
            "grade": grade,
            "source": {"title": "시청", "url": "https://example.go.kr"},
        }
    )


@pytest.mark.parametrize(
    ("grade", "year", "fresh"),
    [
        (Grade.CONFIRMED, 2026, True),
        (Grade.COMPUTED, 2026, True),
        (Grade.SECONDARY, 2026, False),
        (Grade.UNCONFIRMED, 2026, False),
        (Grade.CONFIRMED, 2025, False),
        (Grade.CONFIRMED, 2027, False),
    ],
)
def test_a_figure_is_fresh_when_founded_and_of_this_year(
    grade: Grade, year: int, fresh: bool
) -> None:
    assert is_fresh(figure(year=year, grade=grade), date(2026, 6, 1)) is fresh


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_the_amount_is_said_all_through_its_year(faq: Faq, day: date) -> None:
    assert "82만 원쯤(820,556원)" in text(faq, "livelihood-benefit", day, "amount")
    assert "2026년 금액이에요." in text(faq, "livelihood-benefit", day, "amount")
    assert "247만 원" in text(faq, "basic-pension", day, "who")


def test_the_new_year_locks_every_amount_of_every_entry(faq: Faq) -> None:
    for entry_id in faq.ids:
        for aspect in ASPECTS:
            assert not MONEY.search(text(faq, entry_id, date(2027, 1, 1), aspect)), entry_id


def test_a_locked_answer_says_where_to_ask(faq: Faq) -> None:
    day = date(2027, 1, 1)
    assert text(faq, "livelihood-benefit", day, "amount").endswith(LOCKED)
    assert LOCKED_LIMITS in text(faq, "basic-pension", day, "who")
    assert "2026" not in text(faq, "livelihood-benefit", day, "amount")


def test_what_only_copies_say_is_never_stated(faq: Faq) -> None:
    for year in (2025, 2026, 2027):
        everything = "\n".join(
            text(faq, i, date(year, 6, 1), aspect) for i in faq.ids for aspect in ASPECTS
        )
        assert "783,000" not in everything  # 긴급복지, found only in a copy
        assert "349,700" not in everything  # 기초연금, found only by inference
        assert "369,000" not in everything  # 주거급여, found only in a test file


def test_last_years_amount_is_locked_this_year(faq: Faq) -> None:
    assert "701,300원" in text(faq, "energy-voucher", date(2025, 12, 31), "amount")
    assert text(faq, "energy-voucher", date(2026, 1, 1), "amount").endswith(LOCKED)


def test_after_its_review_date_an_entry_states_no_amounts(pack: Path) -> None:
    entry = spoiled(
        ENTRY,
        ('phones = ["129"]', 'phones = ["129"]\namount = ["thanks-2026"]'),
        ("review_due = 2027-05-01", "review_due = 2026-12-10"),
    )
    (pack / "own.toml").write_text(entry + FIGURE, encoding="utf-8")
    faq = Faq.load([pack])
    assert "5만 원" in text(faq, "volunteer", date(2026, 12, 10), "amount")
    assert text(faq, "volunteer", date(2026, 12, 11), "amount").endswith(LOCKED)


def test_an_entry_may_forbid_its_amounts(faq: Faq) -> None:
    entry = faq.get("livelihood-benefit")
    assert entry is not None
    known = {i: figure() for i in entry.amount}
    quiet = entry.model_copy(update={"do_not_state_amount": True})
    assert len(stateable(entry, entry.amount, known, date(2026, 5, 1))) == len(entry.amount)
    assert stateable(quiet, quiet.amount, known, date(2026, 5, 1)) == ()


def test_a_partly_locked_list_says_that_there_is_more(pack: Path) -> None:
    entry = spoiled(ENTRY, ('phones = ["129"]', 'phones = ["129"]\namount = ["a", "b"]'))
    figures = spoiled(FIGURE, ('"thanks-2026"', '"a"')) + spoiled(
        FIGURE, ('"thanks-2026"', '"b"'), ("5만 원", "7만 원"), ("year = 2026", "year = 2025")
    )
    (pack / "own.toml").write_text(entry + figures, encoding="utf-8")
    told = text(Faq.load([pack]), "volunteer", date(2026, 5, 1), "amount")
    assert "5만 원" in told
    assert "7만 원" not in told
    assert told.endswith("그 밖의 금액은 동 복지팀이나 129에 물어보세요.")


def test_a_free_service_says_so_without_the_locked_sentence(faq: Faq) -> None:
    told = text(faq, "mental-health-center", date(2026, 5, 1), "amount")
    assert "무료" in told
    assert LOCKED not in told


@pytest.mark.parametrize(
    ("entry_id", "asked", "told"),
    [
        ("near-poor", "궁금한 이름을 적어 주시면", "다달이 돈이 나오지는 않아요"),
        ("legal-aid", "132에 물어보시면", "상담은 무료예요"),
        ("catastrophic-medical", "1577-1000", "한도도 있어요"),
    ],
)
def test_where_the_locked_sentence_misleads_the_entry_says_who_knows(
    faq: Faq, entry_id: str, asked: str, told: str
) -> None:
    for day in (date(2026, 5, 1), date(2027, 5, 1)):
        amount = text(faq, entry_id, day, "amount")
        assert asked in amount.splitlines()[-1]
        assert told in amount
        assert LOCKED not in amount


def test_every_entry_without_a_price_says_who_knows_it(faq: Faq) -> None:
    """Whoever asks what it costs and gets no figure gets somebody to ask, or hears it is free."""
    known = re.compile(
        r"물어보|알려 드[려릴]|무료|돈은? (?:들지|받지)|돈을 받지|드리는 것이 아니라"
    )
    for entry_id in faq.ids:
        assert known.search(text(faq, entry_id, date(2030, 1, 1), "amount")), entry_id


def test_entries_are_values(faq: Faq) -> None:
    entry = faq.get("basic-pension")
    assert isinstance(entry, Entry)
    with pytest.raises(ValueError, match="frozen"):
        entry.title = "다른 이름"  # type: ignore[misc]
