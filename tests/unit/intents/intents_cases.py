"""Labels and tables that the tests of understanding share."""

from collections.abc import Iterator
from pathlib import Path

from intents import Decision, Label, service_labels

DATA = Path(__file__).parent / "data"

#: A few programmes in the shape of the real ones, with other words than the tests use.
PROGRAMMES = {
    "basic-livelihood": (
        ("기초생활보장", "기초수급", "기초생활수급자", "기초수급자", "수급자 신청"),
        (
            "기초수급자 되려면 어떻게 해야 되나요",
            "수급자 자격이 궁금해요",
            "나라에서 생활비 받는 거",
        ),
    ),
    "emergency-support": (
        ("긴급복지", "긴급복지지원", "긴급지원"),
        (
            "갑자기 실직해서 생활비가 없어요",
            "월세가 밀려서 쫓겨날 것 같아요",
            "월세를 두 달째 못 내서 밀렸어요",
        ),
    ),
    "housing-benefit": (
        ("주거급여",),
        (
            "월세 지원 받을 수 있나요",
            "월세가 밀렸어요 도와주세요",
            "월세가 두 달이나 밀렸는데 도움 받을 수 있나요",
        ),
    ),
    "child-meal": (
        ("아동급식", "급식카드", "아동급식카드"),
        ("아이 급식카드 신청하려면", "방학에 애 밥을 못 챙겨요", "꿈나무카드 어떻게 받아요"),
    ),
    "dementia-center": (
        ("치매안심센터", "치매 검사"),
        (
            "아버지가 치매인 것 같아요",
            "엄마가 자꾸 깜빡하세요",
            "어머니 치매가 온 것 같은데 어떡해요",
        ),
    ),
    "food-support": (
        ("푸드뱅크", "그냥드림"),
        ("쌀이 떨어졌어요", "먹을 게 없어요", "냉장고가 비었어요"),
    ),
    "basic-pension": (("기초연금", "노령연금"), ("예순다섯인데 연금 받나요", "기초연금 얼마예요")),
    "suicide-prevention": (
        ("자살예방센터", "자살예방 상담"),
        ("자살예방센터 위치 알려주세요", "자살예방 상담 전화번호"),
    ),
}


def labels() -> list[Label]:
    programmes = [
        Label(id=id_, decision=Decision.ANSWER, names=names, phrases=phrases)
        for id_, (names, phrases) in PROGRAMMES.items()
    ]
    return [*service_labels(), *programmes]


def rows(name: str) -> Iterator[list[str]]:
    """Yield the fields of each line of a table in `data/`."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
