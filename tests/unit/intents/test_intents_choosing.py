import pytest

from intents import Interpreter

HOUSEHOLDS = [
    ("elder", ["혼자 사는 노인", "독거노인", "혼자 사는 어르신"]),
    ("middle", ["혼자 사는 중장년"]),
    ("disabled", ["장애인"]),
    ("children", ["한부모·아동", "한부모", "아이 있는 집"]),
    ("unknown", ["모름", "모르겠어요"]),
]
SERVICES = [
    ("escort", ["동행지원", "병원 동행"]),
    ("meal", ["식사지원", "반찬", "도시락"]),
    ("home", ["주거편의"]),
]
ANSWERS = [("yes", ["네, 지금 위험해요", "네"]), ("no", ["아니요", "위험하진 않아요"])]


@pytest.mark.parametrize(
    ("text", "options", "chosen"),
    [
        ("혼자 사는 노인", HOUSEHOLDS, "elder"),
        ("혼자사는노인이요", HOUSEHOLDS, "elder"),
        ("혼자 사는 어르신이에요", HOUSEHOLDS, "elder"),
        ("독거노인", HOUSEHOLDS, "elder"),
        ("장애인이세요", HOUSEHOLDS, "disabled"),
        ("장얘인", HOUSEHOLDS, "disabled"),
        ("한부모 가정 같아요", HOUSEHOLDS, "children"),
        ("모르겠어요", HOUSEHOLDS, "unknown"),
        ("중장년", HOUSEHOLDS, "middle"),
        ("혼자 사는", HOUSEHOLDS, None),
        ("장애인은 아니에요", HOUSEHOLDS, None),
        ("병원 동행이 필요해요", SERVICES, "escort"),
        ("반찬이요", SERVICES, "meal"),
        ("식사지언", SERVICES, "meal"),
        ("병원 동행이랑 반찬", SERVICES, None),
        ("날씨가 좋네요", SERVICES, None),
        ("네", ANSWERS, "yes"),
        ("아니요", ANSWERS, "no"),
        ("", ANSWERS, None),
        ("😀", ANSWERS, None),
        ("1. 네", [("yes", ["1. 네"]), ("no", ["2. 아니요"])], "yes"),
        ("네", [], None),
        ("가" * 100_000, SERVICES, None),
        ("\ud800", SERVICES, None),
    ],
)
def test_which_option_is_meant(
    interpreter: Interpreter,
    text: str,
    options: list[tuple[str, list[str]]],
    chosen: str | None,
) -> None:
    assert interpreter.among(text, options) == chosen
