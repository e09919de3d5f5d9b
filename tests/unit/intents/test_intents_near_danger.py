"""What stands next to danger: anger, cruel words, light in a window, loneliness."""

import pytest

from intents import Crisis, CrisisLevel, Who
from intents.crisis.detection import detect


def alarm(found: Crisis | None) -> bool:
    return found is not None and found.level is CrisisLevel.ALARM


@pytest.mark.parametrize(
    "text",
    [
        "다 죽으라는 소리네",
        "그냥 죽으란 소리지 뭐",
        "없는 사람은 죽으라는 소리죠",
        "노인네는 그냥 죽으라는 말이지",
        "나라에서 죽으라고 하네",
        "서류를 또 떼오라니 사람 죽으라는 소리네",
    ],
)
def test_anger_at_being_refused_is_no_alarm(text: str) -> None:
    assert not alarm(detect(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("사장이 죽으라고 했어요", "suicide"),
        ("손님이 저보고 죽으라고 했어요", "suicide"),
        ("맨날 나가 죽으라고 해요", "suicide"),
        ("시어머니가 나가 죽으래요", "suicide"),
        ("남편이 나가 죽으래요", "abuse-domestic"),
        ("아내가 나가 죽으라고 소리쳐요", "abuse-domestic"),
        ("아들이 나가 뒤지래요", "abuse-elder"),
    ],
)
def test_who_was_told_to_die_is_met_gently(text: str, kind: str) -> None:
    found = detect(text)
    assert found is not None
    assert (found.kind, found.level, found.who) == (kind, CrisisLevel.DISTRESS, Who.SELF)


@pytest.mark.parametrize(
    "text",
    [
        "아빠가 나가 죽으래요 진짜 죽고 싶어요",
        "다 죽으라는 소리네요 그래서 죽으려고요",
        "그냥 죽으란 소리지 뭐 오늘 죽을래요",
        "사장이 죽으라고 해서 진짜 죽을 거예요",
        "애들이 죽으라고 해서 옥상에 올라왔어요",
        "남편이 죽으라고 칼을 던졌어요",
        "죽으라는 소리가 자꾸 들려요",
        "환청이 죽으라고 해요",
    ],
)
def test_danger_beside_such_words_is_heard(text: str) -> None:
    assert alarm(detect(text))


@pytest.mark.parametrize(
    "text",
    [
        "집에 불이 켜졌어요",
        "할머니 집에 불 켜져 있어요",
        "옆집에 불이 들어왔어요",
        "방에 불이 들어와요",
        "집에 불이 꺼졌어요",
        "집에 불빛이 보여요",
        "어제 저녁에 그 집 불이 켜졌어요",
    ],
)
def test_light_in_a_home_is_no_fire(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "text", ["집에 불이 붙었어요", "할머니 집에 불이 나요", "불 켜진 집에서 연기가 나요"]
)
def test_fire_in_a_home_is_heard(text: str) -> None:
    found = detect(text)
    assert alarm(found)
    assert found is not None
    assert found.kind == "fire"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("제가 맡은 반 아이가 굶어요", Who.OTHER),
        ("제가 가르치는 아이가 집에서 맞아요", Who.OTHER),
        ("내가 가르치는 학생이 집에서 쫓겨났어요", Who.OTHER),
        ("제가 학생인데 집에서 맞아요", Who.SELF),
        ("저는 중학생인데 아빠한테 맞았어요", Who.SELF),
    ],
)
def test_a_teacher_speaks_of_a_child_and_a_pupil_of_himself(text: str, who: Who) -> None:
    found = detect(text)
    assert found is not None
    assert (found.kind, found.who) == ("abuse-child", who)


@pytest.mark.parametrize(
    "text",
    [
        "사람이 그리워요",
        "사람 목소리가 그리워요",
        "하루종일 말 한마디도 못했어요",
        "혼자 밥 먹는 게 서글퍼요",
        "이야기할 사람이 아무도 없어요",
        "혼자 사는 게 서러워요",
    ],
)
def test_loneliness_is_grief_of_ones_own(text: str) -> None:
    found = detect(text)
    assert found is not None
    assert (found.kind, found.level, found.who) == ("suicide", CrisisLevel.DISTRESS, Who.SELF)


@pytest.mark.parametrize(
    "text",
    [
        "옆집 할머니가 외로워 보여요",
        "윗집 어르신이 외로우신 것 같아요",
        "친구가 요즘 우울해 보여요",
        "앞집 할아버지가 쓸쓸해 보이세요",
    ],
)
def test_grief_seen_in_others_is_not_ones_own(text: str) -> None:
    found = detect(text)
    assert found is not None
    assert (found.level, found.who) == (CrisisLevel.DISTRESS, Who.OTHER)


def test_what_is_quoted_of_grief_tells_of_it() -> None:
    found = detect("아 그게 아니고 제가 힘들어요")
    assert found is not None
    assert "힘들어요" in found.evidence
