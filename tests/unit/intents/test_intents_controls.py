import pytest

from intents import control, service_labels
from intents.controls import CONTROLS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("취소할게요", "cancel"),
        ("취소", "cancel"),
        ("그만할래요", "cancel"),
        ("이전으로", "back"),
        ("뒤로 가기", "back"),
        ("건너뛸래요", "skip"),
        ("건너 띨래요", "skip"),
        ("다음으로 넘어갈게요", "skip"),
        ("잘 모르겠는데요", "dont-know"),
        ("모르겠서요", "dont-know"),
        ("글쎄요...", "dont-know"),
        ("네 맞아요", "yes"),
        ("넵!", "yes"),
        ("ㅇㅇ", "yes"),
        ("동의합니다", "yes"),
        ("아니요", "no"),
        ("ㄴㄴ", "no"),
        ("처음으로", "menu"),
        ("메뉴 보여줘", "menu"),
        ("수정할게요", "edit"),
        ("이어서 할게요", "resume"),
        ("신청은 계속 할래요", "resume"),
        ("봇과 대화", "bot-back"),
        ("사람이랑 얘기하고 싶어요", "talk-to-human"),
        ("상담원 연결해 주세요", "talk-to-human"),
    ],
)
def test_a_control_is_known_by_its_whole_utterance(said: str, meant: str) -> None:
    assert control(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "취소해야 하나요 남편이",
        "아니요 익명으로요",
        "네 남편이랑 둘이 살아요",
        "쌀이 없어요",
        "그만둔 지 두 달 됐어요",
        "다음 달부터 일 나가요",
        "처음으로 수급 신청했을 때가 2019년이에요",
        "사람이 안 보여요",
        "2번 고칠게요",
        "취소 " * 400,
        "",
        "   ",
        "😀",
        "\ud800",
    ],
)
def test_an_answer_is_not_taken_for_a_control(said: str) -> None:
    assert control(said) is None


def test_every_control_has_a_service_label() -> None:
    assert {label.id for label in service_labels()} >= CONTROLS
