"""Invented people and cases to look at the pages with; the keys are the templates' contract."""

from __future__ import annotations

from typing import Any

OFFICE = "소담동 행정복지센터"
EMERGENCY = [("112", "범죄"), ("119", "구조·구급"), ("109", "자살예방")]
CRISIS_PHONES = [
    {"number": "109", "label": "자살예방 상담", "hours": "24시간"},
    {"number": "1577-0199", "label": "정신건강 상담", "hours": "24시간"},
    {"number": "119", "label": "위급할 때", "hours": "24시간"},
]


def bubble(number: int, side: str, text: str, **more: Any) -> dict[str, Any]:
    """One turn with the defaults of chat/_bubble.html."""
    return {
        "id": number,
        "side": side,
        "text": text,
        "at": f"14:{number % 60:02d}",
        "tone": "staff" if side == "staff" else "plain",
        "choices": [],
        "phones": [],
        "source": "",
        "photo": None,
    } | more


CRISIS = bubble(
    8,
    "bot",
    "많이 힘드셨겠어요. 지금 혼자 계신가요?\n"
    "담당자에게도 바로 알렸어요. 여기서 계속 말씀하셔도 돼요.",
    tone="crisis",
    phones=CRISIS_PHONES,
)

THREAD = [
    bubble(1, "bot", "안녕하세요. 무엇이 걱정되시는지 편하게 적어 주세요."),
    bubble(2, "me", "안녕하세요 월세가 두달 밀렸어요 어디에 말해야돼요"),
    bubble(
        3,
        "bot",
        "월세가 두 달 밀려서 걱정이시군요.\n긴급복지나 주거급여를 알아볼 수 있어요. "
        "어느 쪽이 궁금하세요?\n자세한 내용: https://www.bokjiro.go.kr",
        source="보건복지부 2026-01 확인",
    ),
    bubble(4, "me", "사진도 보낼게요 <script>alert(1)</script> {{7*7}}", photo="/photo.png"),
    bubble(5, "staff", "사진 잘 받았어요. 내일 오전에 전화드릴게요.\n접수번호는 2026-0042 예요."),
    bubble(
        6,
        "bot",
        "지금은 업무시간이 아니에요. 월요일(9월 28일) 오전 9시에 담당자가 먼저 확인해요.",
        tone="notice",
    ),
    bubble(7, "me", "이제 다 끝내고 싶어요"),
    CRISIS,
    bubble(9, "me", "네 혼자예요"),
    bubble(
        10,
        "bot",
        "말씀해 주셔서 고마워요. 어떻게 도와드릴까요?",
        choices=[
            {"id": "emergency-support", "label": "긴급복지"},
            {"id": "housing-benefit", "label": "주거급여"},
            {"id": "talk-to-human", "label": "사람과 이야기하기"},
        ],
        source="보건복지부 2026-01 확인",
    ),
]


def chat(thread: list[dict[str, Any]], pinned: dict[str, Any] | None) -> dict[str, Any]:
    """Context of chat/page.html but for the event id, which must be new each time."""
    return {
        "csrf": "csrf-token",
        "office": OFFICE,
        "hours_line": "평일 9–18시 (점심 12–13시)",
        "emergency": EMERGENCY,
        "last_id": thread[-1]["id"] if thread else 0,
        "thread": thread,
        "pinned": pinned,
        "max_text": 4000,
        "notice": None,
    }
