"""The published answers as residents get them."""

import re
from datetime import date
from pathlib import Path

import pytest
from faq_samples import ENTRY, TODAY

from faq.answer import MAX_TEXT, letters
from faq.entry import Aspect
from faq.index import Faq
from intents.understanding import Decision

MAIN = (
    "basic-livelihood",
    "livelihood-benefit",
    "housing-benefit",
    "emergency-support",
    "basic-pension",
    "elder-care",
    "care-sos",
    "energy-voucher",
    "food-support",
    "mental-health-center",
    "report-info",
    "center-info",
)
MORE = (
    "child-meal",
    "care-for-anyone",
    "suicide-prevention",
    "report-reward",
    "privacy-info",
    "how-to-apply",
    "child-abuse",
    "elder-abuse",
    "domestic-violence",
    "dementia-center",
)
#: The numbers an answer may name: those published nationwide, and Seoul's.
PUBLISHED = {
    "112",
    "119",
    "109",
    "129",
    "110",
    "1366",
    "1388",
    "1345",
    "1350",
    "1355",
    "1577-1000",
    "1577-1389",
    "1577-0199",
    "1577-1366",
    "1600-0777",
    "1600-1004",
    "1600-3190",
    "1688-1377",
    "1899-9988",
    "1544-3412",
    "1533-8119",
    "132",
    "1397",
    "02-120",
}
DIALLED = re.compile(r"(?<![\d,-])(?:1\d{2}|1\d{3}|1\d{3}-\d{4}|0\d{1,2}-\d[\d-]*)(?![\d,-])")
CHECK_DAYS = (date(2025, 6, 1), TODAY, date(2027, 1, 1))


@pytest.mark.parametrize("entry_id", MAIN + MORE)
def test_the_programme_has_an_answer(faq: Faq, entry_id: str) -> None:
    answer = faq.answer(entry_id, TODAY)
    assert answer is not None
    assert answer.id == entry_id
    assert 2 <= len(answer.text.splitlines()) <= 5
    assert 2 <= len(answer.follow_ups) <= 3
    assert answer.phones
    assert answer.source.endswith("확인")


def test_every_text_fits_a_bubble(faq: Faq) -> None:
    for entry_id in faq.ids:
        for day in CHECK_DAYS:
            for aspect in (None, *Aspect):
                answer = faq.answer(entry_id, day, aspect)
                assert answer is not None
                assert 0 < letters(answer.text) <= MAX_TEXT, (entry_id, aspect)
                assert "{" not in answer.text


def test_only_published_numbers_are_named(faq: Faq) -> None:
    locked = date(2030, 1, 1)  # no amounts, so that every number left is a telephone's
    for entry_id in faq.ids:
        for aspect in (None, *Aspect):
            answer = faq.answer(entry_id, locked, aspect)
            assert answer is not None
            assert {p.number for p in answer.phones} <= PUBLISHED
            assert set(DIALLED.findall(answer.text)) <= PUBLISHED, (entry_id, answer.text)


def test_answers_speak_as_people_do_at_the_counter(faq: Faq) -> None:
    for entry_id in faq.ids:
        for aspect in (None, *Aspect):
            answer = faq.answer(entry_id, TODAY, aspect)
            assert answer is not None
            assert not re.search(r"(습니다|십시오|시오|함|임)[.\n]", answer.text), answer.text


def test_follow_ups_lead_to_text_and_leave_out_the_one_just_given(faq: Faq) -> None:
    for entry_id in faq.ids:
        answer = faq.answer(entry_id, TODAY)
        assert answer is not None
        for aspect, label in answer.follow_ups:
            part = faq.answer(entry_id, TODAY, aspect)
            assert part is not None
            assert part.text != answer.text
            assert letters(label) <= 14
            assert aspect not in dict(part.follow_ups)


def test_related_answers_can_be_given(faq: Faq) -> None:
    for entry_id in faq.ids:
        answer = faq.answer(entry_id, TODAY)
        assert answer is not None
        for related, title in answer.related:
            assert related in faq.ids
            assert title == faq.title(related)


def test_labels_are_what_the_interpreter_needs(faq: Faq) -> None:
    labels = faq.labels()
    assert tuple(label.id for label in labels) == faq.ids
    for label in labels:
        assert label.decision is Decision.ANSWER
        assert label.names
        assert len(label.phrases) >= (18 if label.id in MAIN else 12), label.id
        assert all(phrase == phrase.strip() and phrase for phrase in label.phrases)


def test_nobody_says_the_same_thing_for_two_programmes(faq: Faq) -> None:
    owner: dict[str, str] = {}
    for entry in map(faq.get, faq.ids):
        assert entry is not None
        for phrase in (*entry.names, *entry.ways):
            bare = re.sub(r"[\s.,?!]", "", phrase)
            assert owner.setdefault(bare, entry.id) == entry.id, phrase


def test_a_need_that_two_programmes_meet_is_a_way_of_both(faq: Faq) -> None:
    both = [entry for i in ("emergency-support", "housing-benefit") if (entry := faq.get(i))]
    assert len(both) == 2
    for entry in both:
        assert "안녕하세요 월세가 몇 달 밀렸어요 어디에 말해야 해요" in entry.shared_ways


@pytest.mark.parametrize(
    ("said", "entry_id"),
    [
        ("근데 아들 급식카드는 따로 신청해요?", "child-meal"),
        ("기초생활수급자되려면어떠케해야데나요", "basic-livelihood"),
        ("할머니가 냉장고에 음식이 없어", "food-support"),
        ("울 아부지 치매 온거 같은디", "dementia-center"),
        ("자살예방센터 위치 알려주세요", "suicide-prevention"),
    ],
)
def test_needs_are_known_by_the_words_people_use(faq: Faq, said: str, entry_id: str) -> None:
    entry = faq.get(entry_id)
    assert entry is not None
    assert said in entry.ways


def test_the_source_line_names_page_month_and_check(faq: Faq) -> None:
    dated = faq.answer("basic-pension", TODAY)
    assert dated is not None
    assert dated.source == "세계일보 2026-01 · 2026-11 확인"
    assert dated.source_date == date(2026, 1, 1)
    undated = faq.answer("emergency-support", TODAY)
    assert undated is not None
    assert undated.source == "부산 사상구청 · 2026-11 확인"
    assert undated.source_date is None


def test_the_municipality_fills_the_blanks(faq: Faq) -> None:
    own = {
        "office": "소담동 행정복지센터",
        "hours": "평일 9시~18시",
        "phone": "복지팀 044-300-0000",
    }
    answer = faq.answer("center-info", TODAY, blanks=own)
    assert answer is not None
    assert answer.text.startswith("소담동 행정복지센터 안내예요.\n여는 시간: 평일 9시~18시\n")
    assert "전화: 복지팀 044-300-0000\n" in answer.text


def test_blanks_left_empty_are_said_in_general(faq: Faq) -> None:
    bare = faq.answer("center-info", TODAY)
    empty = faq.answer("center-info", TODAY, blanks={"phone": " ", "bot": "이음이"})
    assert bare is not None
    assert empty is not None
    assert empty.text == bare.text
    assert "전화: 129(보건복지상담센터)" in bare.text


def test_a_filled_blank_is_not_filled_again(faq: Faq) -> None:
    answer = faq.answer("center-info", TODAY, blanks={"office": "{phone}"})
    assert answer is not None
    assert answer.text.startswith("{phone} 안내예요.")


def test_a_part_nobody_wrote_is_answered_with_where_to_ask(pack: Path) -> None:
    (pack / "own.toml").write_text(ENTRY, encoding="utf-8")
    answer = Faq.load([pack]).answer("volunteer", TODAY, "how_long")
    assert answer is not None
    assert answer.text.startswith("걸리는 시간은 집집마다 달라요.")


def test_unknown_entries_and_parts(faq: Faq) -> None:
    assert faq.answer("no-such-entry", TODAY) is None
    assert faq.get("no-such-entry") is None
    assert faq.title("no-such-entry") is None
    with pytest.raises(ValueError, match="why"):
        faq.answer("basic-pension", TODAY, "why")


def test_a_programme_without_an_entry_still_has_its_name(faq: Faq) -> None:
    assert faq.title("pet-care") == "반려동물 돌봄"
