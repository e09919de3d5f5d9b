"""Words about a place become the right 행정동, or choices, or nothing; never the wrong one."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.places import Gazetteer, PlaceGuess
from adapters.places.table import dong_table

SEONGDONG = Gazetteer(["11200"])
SODAM = Gazetteer(["3611055500"])


def names(guess: PlaceGuess) -> list[str]:
    return [dong.name for dong in guess.candidates]


@pytest.mark.parametrize(
    ("text", "name", "evidence"),
    [
        ("마장동 우리은행 뒤", "마장동", "마장동"),
        ("금호동3가", "금호2.3가동", "금호동3가"),
        ("금호2,3가동이요", "금호2.3가동", "금호2,3가동"),
        ("성수2가제3동", "성수2가제3동", "성수2가제3동"),
        ("성수2가3동", "성수2가제3동", "성수2가3동"),
        ("성수 2가 3동이에요", "성수2가제3동", "성수 2가 3동"),
        ("성수 이가 삼동", "성수2가제3동", "성수 이가 삼동"),
        ("행당 1동", "행당제1동", "행당 1동"),
        ("서울시 성동구 마장동 123-4", "마장동", "서울시 성동구 마장동"),
        ("성동구마장동우리은행", "마장동", "성동구마장동"),
        ("도선동 빌라 반지하", "왕십리도선동", "도선동"),
        ("마장로31길 12 지층", "마장동", "마장로31길"),
        ("용답동 용답길", "용답동", "용답동 용답길"),
        ("고령이신데 마장동에 사세요", "마장동", "마장동"),  # 고령 is also a 군
    ],
)
def test_what_is_plain_in_the_area_is_certain(text: str, name: str, evidence: str) -> None:
    guess = SEONGDONG.guess(text)
    assert guess.certain
    assert guess.candidates[0].name == name
    assert guess.evidence.replace(" ", "") == evidence.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        (
            "성수동 쪽인데 정확한 주소는 몰라요 세탁소 2층이요",
            ["성수1가제1동", "성수1가제2동", "성수2가제1동", "성수2가제3동"],
        ),
        ("성수동2가 277-43", ["성수2가제1동", "성수2가제3동"]),
        ("행당동", ["행당제1동", "행당제2동", "사근동"]),
        ("금호동 사는데요", ["금호1가동", "금호2.3가동", "금호4가동"]),
        ("하왕십리동", ["왕십리제2동", "왕십리도선동"]),
        ("마장동에서 사근동으로 이사", ["마장동", "사근동"]),
        ("서울숲 근처", ["성수1가제1동", "성수1가제2동"]),
        ("성수이로 10길 5", ["성수2가제1동", "성수2가제3동"]),
        ("저는마장동우리은행뒤에살아요", ["마장동"]),  # found inside a word
        ("마장덩이요", ["마장동"]),  # typing slip
        ("옥슈동 빌라", ["옥수동"]),
        ("마장역 앞", ["마장동", "왕십리도선동", "행당제1동", "행당제2동", "왕십리제2동"]),
    ],
)
def test_what_may_be_several_or_is_not_sure_is_offered(text: str, candidates: list[str]) -> None:
    guess = SEONGDONG.guess(text)
    assert not guess.certain
    assert names(guess) == candidates


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("화곡동", "서울 강서구 화곡제1동"),
        ("서울 강서구 화곡동", "서울 강서구 화곡제1동"),
        ("수원 매산동", "수원시 팔달구 매산동"),
        ("장안구 조원동", "수원시 장안구 조원1동"),
        ("부산 중구 중앙동", "부산 중구 중앙동"),
        ("종로구 사직동", "종로구 사직동"),
        ("목동이요", "양천구 목1동"),
        ("광주 송정동", "광산구 송정1동"),  # 송정동 lies in 성동구 too, but 광주 was said
        ("소담동", "세종시 소담동"),
    ],
)
def test_outside_the_area_nothing_is_certain(text: str, label: str) -> None:
    guess = SEONGDONG.guess(text)
    assert not guess.certain
    assert guess.candidates[0].label == label
    assert not any(SEONGDONG.in_area(dong.code) for dong in guess.candidates)


def test_a_name_borne_by_many_is_never_certain() -> None:
    guess = SEONGDONG.guess("중앙동")
    assert len(guess.candidates) == 5
    assert not guess.certain
    # The nearest first: the one of the same 시도.
    assert guess.candidates[0].sido == "서울특별시"


def test_a_district_that_does_not_fit_is_a_doubt() -> None:
    guess = SEONGDONG.guess("강서구 마장동")
    assert names(guess) == ["마장동"]
    assert not guess.certain


def test_a_namesake_that_only_holds_a_corner_does_not_spoil_certainty() -> None:
    guess = SEONGDONG.guess("송정동")
    assert guess.certain
    assert names(guess) == ["송정동", "용답동"]


def test_a_legal_dong_spread_over_many_is_not_taken_for_its_namesake() -> None:
    # 신림동 is one 행정동 and the 법정동 of eleven.
    guess = Gazetteer(["11620"]).guess("신림동")
    assert guess.candidates[0].name == "신림동"
    assert len(guess.candidates) == 5
    assert not guess.certain


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("소담동 새샘마을 3단지", "소담동"),
        ("세종시 소담동", "소담동"),
        ("세종 소담동이요", "소담동"),
        ("소담1로 20", "소담동"),
    ],
)
def test_an_office_of_one_dong(text: str, name: str) -> None:
    guess = SODAM.guess(text)
    assert guess.certain
    assert names(guess)[0] == name


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("보람동", "보람동"),  # next door
        ("조치원읍 신흥리", "조치원읍"),
        ("금남면 용포리", "금남면"),
        ("한누리대로 2154", "소담동"),  # runs through eight of them
        ("소담 동네예요", "소담동"),
    ],
)
def test_neighbours_of_the_office_are_offered(text: str, first: str) -> None:
    guess = SODAM.guess(text)
    assert not guess.certain
    assert names(guess)[0] == first


def test_an_office_does_not_claim_a_name_it_shares_with_its_neighbours() -> None:
    one = Gazetteer(["1120069000"])
    guess = one.guess("성수동이요")
    assert names(guess)[0] == "성수2가제3동"
    assert len(guess.candidates) == 4
    assert not guess.certain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🏠",
        "새샘마을 3단지",
        "모르겠어요",
        "성동구요",
        "이동이 불편하세요",
        "전동 휠체어를 타세요",
        "행동이 이상해요",
        "정리를 못 하고 사세요",
        "방학동안 급식이 필요해요",
        "금호 동생 이름이에요",
        "보람이 없어요",
        "다정한 이웃이에요",
        "고운 말을 쓰세요",
        "아름다운 분이에요",
        "청소면 돼요",
        "행정동이 뭐예요",
        "우리 동네 꼬마들이요",
        "매일 운동장 한 바퀴 돌아요",
        "전화로 상담하고 싶어요",
        "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요",
        "안녕하세요 월세가 두달 밀렸어요 어디에 말해야돼요",
        "아랫집 아이가 밤마다 울고 때리는 소리가 나요",
    ],
)
@pytest.mark.parametrize("office", [SEONGDONG, SODAM], ids=["seongdong", "sodam"])
def test_other_talk_is_not_a_place(office: Gazetteer, text: str) -> None:
    assert office.guess(text) == PlaceGuess()


def test_decomposed_letters_and_wide_digits_are_read() -> None:
    assert SEONGDONG.guess("마장동").certain
    assert names(SEONGDONG.guess("성수２가３동")) == ["성수2가제3동"]


def test_dong_and_area() -> None:
    dong = SEONGDONG.dong("1120069000")
    assert dong is not None
    assert (dong.sido, dong.sigungu, dong.name) == ("서울특별시", "성동구", "성수2가제3동")
    assert dong.label == "성동구 성수2가제3동"
    assert SEONGDONG.dong("0000000000") is None
    assert SEONGDONG.in_area("1120069000")
    assert not SEONGDONG.in_area("3611055500")
    assert not SODAM.in_area("3611055600")


def test_without_an_area_nothing_is_certain() -> None:
    nowhere = Gazetteer([])
    guess = nowhere.guess("서울 성동구 마장동")
    assert names(guess) == ["마장동"]
    assert not guess.certain
    assert not nowhere.in_area("1120054000")


@pytest.mark.parametrize("sigungu", ["11200", "36110", "41111", "26110", "43745"])
def test_every_dong_is_found_by_its_own_name(sigungu: str) -> None:
    office = Gazetteer([sigungu])
    codes = [code for code in dong_table().dongs if code.startswith(sigungu)]
    assert codes
    for code in codes:
        dong = office.dong(code)
        assert dong is not None
        guess = office.guess(f"{dong.name} 사는 할머니")
        assert guess.candidates[0] == dong
        assert guess.certain


PIECES = [
    "성수동",
    "마장동",
    "2가",
    "3동",
    "강서구",
    "중앙동",
    "왕십리로",
    "12",
    "역",
    " ",
    "쪽",
    "리",
]


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_gives_a_sound_answer(text: str) -> None:
    guess = SEONGDONG.guess(text)
    assert len(guess.candidates) <= 5
    assert len(set(guess.candidates)) == len(guess.candidates)
    assert bool(guess.candidates) == bool(guess.evidence)
    if guess.certain:
        assert SEONGDONG.in_area(guess.candidates[0].code)
    inside = [SEONGDONG.in_area(dong.code) for dong in guess.candidates]
    assert all(a >= b for a, b in pairwise(inside))


def test_it_is_fast_also_for_a_very_long_text() -> None:
    SEONGDONG.guess("화곡동")  # reads the tables
    begin = time.perf_counter()
    SEONGDONG.guess("가 나 다 라마바사 성수 왕십리 12 " * 2000)
    assert time.perf_counter() - begin < 10
