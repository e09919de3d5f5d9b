"""J1, J2 and J3 as any channel can play them. Every step says what the person must see."""

from __future__ import annotations

from typing import Any

from tests.e2e.house import House
from tests.e2e.journeys.people import Person, receipt_of


def _must(heard: str, *words: str) -> str:
    for word in words:
        assert word in heard, f"expected {word!r} in:\n{heard}"
    return heard


def rent(person: Person, house: House) -> None:
    """J1: a question, a request, a side question, an edit, and the answer of the staff."""
    _must(person.say("안녕하세요 월세가 두달 밀렸어요 어디에 말해야돼요"), "긴급복지", "주거급여")
    _must(person.say("긴급복지가 뭔데요"), "긴급")
    _must(person.say("상담 신청할게요"), "동의")
    _must(person.say("동의합니다"), "함께")
    _must(person.say("저랑 초등학생 아들 둘이요"), "언제")
    _must(person.say("7월에 회사 짤리고부터"), "수입")
    _must(person.say("근데 아들 급식카드는 따로 신청해요?"), "급식", "수입")
    _must(person.say("일을 그만둬서 끊겼어요"), "건너")
    person.say("건너뛰기")
    _must(person.say("소담동 새샘마을 3단지"), "소담동")
    person.say("건너뛰기")
    summary = _must(person.say("오후가 좋아요"), "월세가 두달 밀렸어요", "새샘마을 3단지")
    assert "아들 둘" in summary
    person.say("2번 고칠게요")
    _must(person.say("저랑 아들 한 명이요"), "아들 한 명")
    number, _ = receipt_of(person.say("네 이대로 보내주세요"))
    case = house.api(f"/cases/{number}")
    assert case["type"] == "self-request"
    assert case["jurisdiction_dong_name"].endswith("소담동")
    assert case["status"] == "new"
    _staff_answers(person, house, number)


def _staff_answers(person: Person, house: House, number: str) -> None:
    house.api(f"/cases/{number}/claim", {})
    house.api(f"/cases/{number}/reply", {"text": "오늘 오후 3시에 전화드려도 될까요?"})
    if person.pushes:
        person.pushed("오늘 오후 3시에 전화드려도 될까요?")
    else:
        _must(person.say("답변 확인"), "오늘 오후 3시에 전화드려도 될까요?")
    house.until("the reply counts as sent", lambda: _delivery(house, number) == "sent")


def _delivery(house: House, number: str) -> str:
    staff = [m for m in house.thread(number) if m["author"] == "staff"]
    return str(staff[-1]["delivery"])


def neighbour(reporter: Person, house: House, elsewhere: Person) -> None:
    """J2: anonymous, an alarm on the way, a receipt opened on another channel, closed plainly."""
    _must(reporter.say("옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요"), "대답이 없")
    _must(reporter.say("문 두드려도 대답이 없어요"), "119", "담당자")
    alarm = house.newest_case()
    assert alarm["alarm"] == "medical"
    assert alarm["priority"] == "emergency"
    _must(reporter.say("성수동 쪽인데 정확한 주소는 몰라요 세탁소 2층이요"), "어느 동")
    _must(reporter.press("성동구 성수2가제3동"), "성수2가제3동")
    _to_photo(reporter)
    reporter.say("건너뛰기")
    _must(reporter.say("아니요 익명으로요"), "성수2가제3동")
    number, word = receipt_of(reporter.say("네 이대로 보내주세요"))
    assert number == alarm["number"], "one household, one case"
    case = house.api(f"/cases/{number}")
    assert case["anonymous"] is True
    house.api(f"/cases/{number}/claim", {})
    house.api(f"/cases/{number}/reply", {"text": "세탁소 이름을 아시나요?"})
    assert _delivery(house, number) == "under_receipt"
    _must(elsewhere.say(f"접수번호 {number}"), "확인말")
    _must(elsewhere.say(word), "세탁소 이름을 아시나요?")
    elsewhere.say("크린토피아 옆이요")
    assert any("크린토피아" in m["text"] for m in house.thread(number))
    _closed(house, number, elsewhere)


def _to_photo(reporter: Person) -> None:
    """Answer what is still asked until the picture is asked for."""
    heard = "?"
    for _ in range(6):
        heard = reporter.say("모르겠어요")
        if "사진" in heard:
            return
    raise AssertionError(f"never asked for a picture: {heard}")


def _closed(house: House, number: str, elsewhere: Person) -> None:
    house.api(
        f"/cases/{number}/close",
        {"disposition": "linked", "reason": "병원에 모시고 노인맞춤돌봄 연계"},
    )
    heard = elsewhere.say(f"{number}")
    if "확인말" in heard and "연결" not in heard:
        return
    assert "병원" not in heard


def words_in_a_form(person: Person, house: House) -> None:
    """J3: the card in the middle of a form, staff told, and the form goes on when wished."""
    _must(person.say("돌봄SOS 신청하고 싶어요"), "동의")
    _must(person.say("동의해요"), "이름")
    card = _must(person.say("이제 다 끝내고 싶어요 약도 모아놨어요"), "109", "1577-0199", "혼자")
    assert "이름을 적어" not in card, "no form question in the same turn"
    case: dict[str, Any] = house.newest_case()
    assert case["alarm"] == "suicide"
    assert case["priority"] == "emergency"
    _must(person.say("그냥 힘들어서 해본 말이에요"), "전화")
    _must(person.say("신청은 계속 할래요"), "이름")
    house.api(f"/cases/{case['number']}/reply", {"text": "지금 전화드려도 괜찮으실까요?"})
    if person.pushes:
        person.pushed("지금 전화드려도 괜찮으실까요?")
    else:
        _must(person.say("답변 확인"), "지금 전화드려도 괜찮으실까요?")


def wrong_word_locks(stranger: Person, number: str) -> None:
    """Five wrong words lock a receipt."""
    for word in ("맑은 나무", "푸른 나무", "맑은 나무", "푸른 나무", "맑은 나무"):
        stranger.say(number)
        heard = stranger.say(word)
    _must(heard, "분")
