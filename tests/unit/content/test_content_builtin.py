"""What is shipped keeps the rules of how the bot speaks."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest

from bot.content.loader import Content
from bot.content.reading import DATA
from bot.content.records import MAX_BUBBLE, MAX_LABEL, MAX_OPTIONS, CrisisKind
from bot.domain.form import FieldKind, Form
from bot.domain.receipt import normal_word
from bot.domain.triage import assess, priority

TODAY = date(2026, 11, 21)
SHARED = Path(__file__).parents[4] / "shared"

#: Something long enough for every blank, as the engine would fill it.
SAMPLES = {
    "lines": "\n".join(f"{n}. 어디: 소담동 새샘마을 3단지" for n in range(1, 9)),
    "body": "가" * 200,
    "text": "가" * 200,
    "notice": "가" * 150,
    "due": "월요일(12월 28일) 오전 10시 50분",
    "when": "월요일(12월 28일) 오전 10시 50분",
    "at": "월요일(12월 28일) 오전 10시 50분",
    "way": "답이 와도 카카오톡은 울리지 않아요. 나중에 여기 오셔서 '답변 확인'이라고 적어 주세요.",
    "word": "사랑스러운 느티나무",
    "number": "2026-000123",
    "kinds": "주민등록번호, 계좌 번호",
    "url": "https://ieum.example.go.kr/desk/cases/2026-000123",
}

#: Numbers the facts allow to be shown.
PUBLISHED = {
    "112", "119", "109", "129", "110", "1366", "1388", "1345", "1350", "1355", "1577-1000",
    "1577-1389", "1577-0199", "1577-1366", "1600-0777", "1600-1004", "1600-3190", "1688-1377",
    "1899-9988", "1544-3412", "1533-8119", "132", "1397", "02-120", "120",
}  # fmt: skip


def letters(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))


def rendered(content: Content) -> Iterator[tuple[str, str]]:
    for key in sorted(content.catalog.keys()):
        blanks = {name: SAMPLES.get(name, "이음") for name in content.catalog.blanks(key)}
        yield key, content.catalog.render(key, blanks)


def test_every_text_fits_a_bubble_and_reads_as_a_text(content: Content) -> None:
    for key, text in rendered(content):
        assert text == text.strip(), key
        assert text, key
        assert letters(text) <= MAX_BUBBLE, (key, letters(text))
        assert not re.search(r"[{}]", text), key


def test_crisis_words_are_calm(content: Content) -> None:
    for key, text in rendered(content):
        if key.startswith("crisis."):
            assert not re.search("[!！]|힘내|파이팅|극복|용기를", text), key
            assert not any(unicodedata.category(c) == "So" for c in text), key
            assert text.count("\n") < 5, key


def test_nobody_is_judged_or_written_to_like_an_office_letter(content: Content) -> None:
    forbidden = re.compile(
        "대상입니다|대상이 아니|해당됩니다|바랍니다|귀하|하십시오|잘못 입력|습니다"
    )
    for key, text in rendered(content):
        assert not forbidden.search(text), (key, text)


def test_only_published_numbers_are_named(content: Content) -> None:
    number = re.compile(r"(?<![\d-])(?:\d{2,4}-\d{3,4}(?:-\d{4})?|1\d{2,3})(?![\d-])")
    for key, text in rendered(content):
        found = set(number.findall(text)) - {"010-1234-5678", "2026-0001", "2026-000123"}
        assert found <= PUBLISHED, (key, found - PUBLISHED)
    lines = [p for card in content.cards.values() for p in card.phones]
    assert {p.number for p in (*lines, *content.emergency_phones())} <= PUBLISHED


def test_every_crisis_has_its_card_and_109_never_stands_alone(content: Content) -> None:
    assert set(content.cards) == {kind.value for kind in CrisisKind}
    for kind, card in content.cards.items():
        assert card.kind == kind
        assert card.phones
        assert [p.number for p in card.phones] != ["109"]
    assert [p.number for p in content.cards["suicide"].phones] == ["109", "1577-0199", "119"]
    assert [p.number for p in content.emergency_phones()] == ["112", "119", "109"]


def test_cards_and_published_answers_agree_on_phone_hours(content: Content) -> None:
    entries = {e: content.faq.answer(e, TODAY, None) for e in content.faq.ids}
    hours = {p.number: p.hours for answer in entries.values() for p in answer.phones}
    for card in content.cards.values():
        for phone in card.phones:
            if phone.hours and hours.get(phone.number):
                assert ("24시간" in phone.hours) == ("24시간" in hours[phone.number]), phone


def test_choices_fit_a_button(content: Content) -> None:
    for choice_id in content.catalog.choice_ids():
        label = content.catalog.choice(choice_id).label
        assert 0 < letters(label) <= MAX_LABEL, label


@pytest.mark.parametrize("form_id", ["neighbour-report", "self-request", "care-sos", "callback"])
def test_forms_can_be_asked(content: Content, form_id: str) -> None:
    form = content.forms[form_id]
    assert content.form_for_intent(form.intent) is form
    assert content.catalog.render(f"form.{form_id}.opening")
    for field in form.fields:
        assert content.catalog.render(f"form.{form_id}.{field.id}")
        assert letters(field.ask) <= MAX_BUBBLE
        assert len(field.options) <= MAX_OPTIONS
        assert all(letters(o.label) <= MAX_LABEL for o in field.options)


def test_consent_says_what_why_how_long_and_what_if_not(content: Content) -> None:
    for form in content.forms.values():
        takes = any(f.personal for f in form.fields) and not form.anonymous_default
        consents = [f for f in form.fields if f.kind is FieldKind.CONSENT]
        assert bool(consents) == takes, form.id
        for field in consents:
            text = content.catalog.render(f"form.{form.id}.{field.id}")
            assert form.fields[0] is field
            assert field.required
            assert all(w in text for w in ("위해", "보관 기간", "동의하지 않으셔도")) or (
                "려고" in text and "보관 기간" in text and "동의하지 않으셔도" in text
            )


def test_no_intent_starts_nothing(content: Content) -> None:
    assert content.form_for_intent("greeting") is None


def mentioned(form: Form, field_id: str, text: str) -> set[str]:
    """What the words of a text answer before the question is asked."""
    plain = "".join(c for c in text.casefold() if c.isalnum())
    field = form.field(field_id)
    return {
        o.id
        for o in field.options
        if any(all(bare(part) in plain for part in w.split("+")) for w in o.words)
    }


def bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        ("옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요", "types", {"isolation"}),
        ("옆집 할아버지가 일주일째 안보여요", "age", {"elder"}),
        ("옆집 할아버지가 일주일째 안보여요", "sex", {"male"}),
        ("옆집 할아버지가 일주일째 안보여요", "role", {"neighbour"}),
        ("옆집 할아버지가 일주일째 안보여요", "urgent", set()),
        ("혼자 사시는 할아버지가 계세요", "household", {"elder_alone"}),
        ("관리사무소예요 3층 월세가 밀려서요", "role", {"manager_landlord"}),
        ("문 두드려도 대답이 없어요", "urgent", {"no_response"}),
        ("아랫집 아이가 밤마다 울고 때리는 소리가 나요", "urgent", {"violence"}),
        ("아이고 걱정이에요", "age", set()),
        ("통장이 압류됐어요", "role", set()),
        ("통장인데요", "role", {"community_leader"}),
    ],
)
def test_what_was_said_is_not_asked_again(
    content: Content, text: str, field: str, values: set[str]
) -> None:
    assert mentioned(content.forms["neighbour-report"], field, text) == values


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("아니요 익명으로요", {"receipt"}),
        ("이 대화방으로 받을게요", {"here"}),
        ("완전 익명", {"receipt"}),
        ("전화번호 남길게요", {"contact"}),
    ],
)
def test_ways_of_an_answer(content: Content, text: str, way: set[str]) -> None:
    assert mentioned(content.forms["neighbour-report"], "way", text) == way


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("7월에 회사 짤리고부터", "7월에"),
        ("옆집 할아버지가 일주일째 안보여요", "일주일째"),
        ("한달전부터 불이 꺼져 있어요", "한달전부터"),
        ("지난달부터요", "지난달부터"),
        ("두 달", "두 달"),
        ("며칠 전", "며칠 전"),
        ("작년부터 혼자예요", "작년부터"),
        ("월세가 두 달 밀렸어요", None),
        ("오늘 날씨 어때", None),
        ("전입신고 하려고요", None),
    ],
)
def test_times_are_found_in_words(content: Content, text: str, found: str | None) -> None:
    hits = (p.search(text) for p in content.since_patterns)
    first = next((h.group(0) for h in hits if h), None)
    assert first == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("월세가 두 달 밀렸어요", "normal"),
        ("수술하고 퇴원했는데 혼자라 병원 동행이랑 반찬이 필요해요", "soon"),
        ("혼자 사시는 할아버지가 사흘째 안 보이고 냄새가 너무 심해요", "urgent"),
        ("아랫집 아이가 밤마다 울고 때리는 소리가 나요", "urgent"),
        ("이제 다 끝내고 싶어요 약도 모아놨어요", "urgent"),
    ],
)
def test_signs_order_the_queue(content: Content, text: str, expected: str) -> None:
    risk = assess(content.triage, text)
    assert priority(risk) == expected
    assert all(e.words in text for e in risk.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "오늘 날씨 어때",
        "주민센터 몇시까지 해요",
        "기초연금 얼마나 받아요",
        "배고파 죽겠어요",
        "안녕하세요",
    ],
)
def test_ordinary_talk_weighs_nothing(content: Content, text: str) -> None:
    assert assess(content.triage, text).score == 0


def test_every_sign_is_explained(content: Content) -> None:
    assert len(content.triage) >= 40
    for rule in content.triage:
        assert content.catalog.render(f"triage.{rule.id}")
        assert 1 <= rule.points <= 6


@pytest.mark.parametrize("piece", [".", " ", "술을 너무 ", "불이 며칠째 ", "아이가 ", "1", "가"])
def test_no_message_takes_long_to_weigh(content: Content, piece: str) -> None:
    story = piece * (4000 // len(piece))
    start = perf_counter()
    assess(content.triage, story)
    for pattern in content.since_patterns:
        pattern.search(story)
    assert perf_counter() - start < 10


FOLD = str.maketrans({"ᅢ": "ᅦ", "ᅤ": "ᅨ", "ᅫ": "ᅬ", "ᅰ": "ᅬ", "ᄁ": "ᄀ", "ᄄ": "ᄃ", "ᄈ": "ᄇ"})


def test_receipt_words_cannot_be_mistaken(content: Content) -> None:
    for words in content.receipt_words:
        assert len(set(words)) == len(words) >= 256
        sounds = {unicodedata.normalize("NFD", w).translate(FOLD) for w in words}
        assert len(sounds) == len(words)
        assert all(normal_word(w) == w and 2 <= len(w) <= 5 for w in words)
    first, second = content.receipt_words
    assert not set(first) & set(second)
    assert len({a + b for a in first for b in second}) == len(first) * len(second)


def test_areas_are_real_and_every_dong_has_a_team(content: Content) -> None:
    pack = content.pack
    for code in pack.area:
        assert pack.team_of(code) in {t.id for t in pack.teams}
    assert pack.team_of("") == pack.default_team
    table = SHARED / "data" / "places" / "dong.tsv"
    if table.exists():
        with table.open(encoding="utf-8") as lines:
            names = {r["hdong_code"]: r["hdong"] for r in csv.DictReader(lines, delimiter="\t")}
        for team in pack.teams:
            for code in team.dongs:
                assert names[code] in team.name, code


def test_every_municipality_speaks_of_itself(contents: dict[str, Content]) -> None:
    hello = {name: c.catalog.render("greet.hello") for name, c in contents.items()}
    assert "소담동 행정복지센터" in hello["sejong-sodam"]
    assert "성동구" in hello["seoul-seongdong"]
    for content in contents.values():
        assert content.blanks["phone_line"].startswith(("129", "02-120"))


def test_no_unconfirmed_number_of_an_office_is_shipped() -> None:
    for path in (DATA / "packs").glob("*/pack.toml"):
        pack = tomllib.loads(path.read_text(encoding="utf-8"))
        assert pack.get("phone", "") == "", path.name
        assert pack.get("report_reward", "") == "", path.name
