"""J8: the hard messages of the product, and what must be seen of each on any channel."""

from __future__ import annotations

from dataclasses import dataclass

from tests.e2e.journeys.people import Person

TOLD = "여기에 적지 않으셔도 돼요"
PERSON = "사람과 이야기"


@dataclass(frozen=True)
class Hard:
    """A message, what the answer must say, what must be there to press, and what must not be
    said. Every message is its own: none leans on the one before."""

    text: str
    sees: tuple[str, ...]
    offers: tuple[str, ...] = (PERSON,)
    hides: tuple[str, ...] = (TOLD,)


HARD = (
    Hard(
        "기초수급자 되려면 어떠케해야데나요", ("기초생활보장", "129"), ("어떻게 신청해요?", PERSON)
    ),
    Hard("ㄱㅊㅅㄱ", ("기초생활보장",), ("기초생활보장", PERSON)),
    Hard("울 아부지 치매 온거 가튼디 우짜노", ("치매안심센터", "1899-9988"), (PERSON,)),
    Hard("할머니가.냉장고에 음식이.없어", ("푸드뱅크", "1688-1377"), (PERSON,)),
    Hard("Tôi cần giúp tiền nhà", ("1577-1366", "1345", "tiếng Hàn"), hides=("Korean here",)),
    Hard("I need help with my rent", ("1577-1366", "1345", "Korean"), hides=("tiếng Hàn",)),
    Hard("我需要房租补助", ("1577-1366", "1345", "韩语"), hides=("Korean here",)),
    Hard("씨발 뭐하는거야", ("답을 드리기 어려워요", "도울 길"), hides=("씨발", "잘 못 알아들었")),
    Hard("오늘 날씨 어때", ("잘 못 알아들었어요", "월세가 밀렸어요"), hides=("기초생활보장",)),
    Hard("900101-1234567", ("주민등록번호는 " + TOLD,), hides=("900101", "1234567")),
    Hard(
        "제 주민번호는 ９００１０１ - １２３４５６７ 이에요",
        ("주민등록번호는 " + TOLD, "무엇을 도와드릴까요"),
        hides=("1234567", "１２３４５６７", "전입신고"),
    ),
    Hard(
        "여권번호 M12345678이고 계좌는 110-123-456789예요",
        (TOLD, "여권 번호", "계좌 번호"),
        hides=("12345678", "456789"),
    ),
    Hard(
        "제 주민번호 900101-1234567인데 기초연금이 뭐예요",
        ("주민등록번호는 " + TOLD, "기초연금"),
        hides=("1234567",),
    ),
)


def spoken_by(person: Person) -> None:
    """Say them all, one after the other, in one conversation."""
    for hard in HARD:
        heard = person.say(hard.text)
        for words in hard.sees:
            assert words in heard, f"{hard.text!r}: expected {words!r} in:\n{heard}"
        for words in hard.hides:
            assert words not in heard, f"{hard.text!r}: {words!r} must not be in:\n{heard}"
        offered = person.offered()
        for label in hard.offers:
            assert label in offered, f"{hard.text!r}: expected the button {label!r} in:\n{offered}"
        assert heard.count(TOLD) == (TOLD in "".join(hard.sees)), f"told once:\n{heard}"
