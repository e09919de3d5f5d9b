"""Invented desk data: the keys are the contract of the templates in templates/desk/."""

from __future__ import annotations

from typing import Any

ME = {"login": "kim", "role": "caseworker", "role_label": "담당자"}
STATUSES = [
    {"value": "new", "label": "새 접수"},
    {"value": "working", "label": "처리 중"},
    {"value": "held", "label": "답 기다림"},
]
TYPES = [
    {"value": "neighbour-report", "label": "이웃 제보"},
    {"value": "care-sos", "label": "돌봄SOS 신청"},
]
DISPOSITIONS = [
    {"value": "linked", "label": "연계"},
    {"value": "unreachable", "label": "연락두절"},
]
URGENCY = [
    ("emergency", "긴급", "12분 남음", False),
    ("urgent", "급함", "1시간 5분 지남", True),
    ("soon", "서두름", "3시간 12분 남음", False),
    ("normal", "보통", "2일 남음", False),
]
COUNTS = {"mine": 4, "dong": 11, "urgent": 1, "overdue": 0}


def frame(tab: str, **more: Any) -> dict[str, Any]:
    """What desk/_layout.html needs."""
    return {
        "csrf": "csrf-token",
        "me": ME,
        "counts": COUNTS,
        "tab": tab,
        "q": "",
    } | more


def row(place: int) -> dict[str, Any]:
    """One row of the queue."""
    urgency, label, left, overdue = URGENCY[min(place // 2, 3)]
    taken = place % 2 == 1
    return {
        "number": f"2026-{60 - place:04d}",
        "urgency": urgency,
        "urgency_label": label,
        "type_label": TYPES[place % 2]["label"],
        "channel_label": "텔레그램" if place % 3 else "카카오톡",
        "dong": "" if place == 3 else "성수2가제3동",
        "first_words": "옆집 할아버지가 일주일째 안 보여요 우편물도 쌓여 있고요 <b>급해요</b>",
        "alarm": "" if place else "긴급 알림: 응급 상황",
        "why": "위기도 8: 응답 없음, 우편물 쌓임" if place < 4 else "",
        "time_left": left,
        "due": "오늘 14:30",
        "overdue": overdue,
        "owner": "김○○" if taken else None,
        "mine": taken and place % 4 == 1,
        "status_label": "처리 중" if taken else "새 접수",
        "version": 5,
    }


def queue(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Context of desk/queue.html."""
    return (
        frame("dong")
        | {
            "rows": rows,
            "filters": {"status": "", "type": ""},
            "statuses": STATUSES,
            "types": TYPES,
            "first_href": None,
            "next_href": "/desk?tab=dong&cursor=abc" if rows else None,
        }
        | more
    )


def message(number: int, side: str, author: str, text: str, **more: Any) -> dict[str, Any]:
    """One line of a case's thread; text between ** is marked."""
    parts = [
        {"text": part, "mark": at % 2 == 1} for at, part in enumerate(text.split("**")) if part
    ]
    return {
        "id": number,
        "side": side,
        "author": author,
        "at": f"9월 21일 14:{number % 60:02d}",
        "segments": parts,
        "delivery": "",
        "photo": None,
    } | more


MESSAGES = [
    message(
        1, "resident", "제보자", "옆집 할아버지가 **일주일째 안 보여요**\n**우편물도 쌓여** 있고요"
    ),
    message(2, "bot", "이음톡", "혹시 다치셨거나 불러도 대답이 없으신가요?"),
    message(3, "resident", "제보자", "문 두드려도 **대답이 없어요**", photo=7),
    message(4, "note", "박○○", "작년에도 같은 집 신고가 있었음. 2025-0312 참고."),
    message(5, "staff", "김○○", "세탁소 이름을 아시나요?", delivery="다음 대화 때 보임"),
]

CASE: dict[str, Any] = {
    "number": "2026-0042",
    "version": 5,
    "type_label": "이웃 제보",
    "channel_label": "텔레그램",
    "urgency": "emergency",
    "urgency_label": "긴급",
    "alarm": "긴급 알림: 응급 상황",
    "status": "new",
    "status_label": "새 접수",
    "time_left": "12분 남음",
    "overdue": False,
    "due_at": "9월 21일 14:30",
    "owner": None,
    "mine": False,
    "team": "맞춤형복지팀",
    "dong": "성수2가제3동",
    "anonymous": True,
    "summary": "혼자 사는 어르신이 일주일째 보이지 않고 불러도 대답이 없다는 이웃의 제보예요.",
    "risk_score": 8,
    "risk_evidence": [
        {"words": "대답이 없어요", "points": 4},
        {"words": "우편물도 쌓여", "points": 2},
        {"words": "일주일째 안 보여요", "points": 2},
    ],
    "created_at": "9월 21일 14:00",
    "disposition_label": None,
    "household": None,
    "duplicates": [{"number": "2026-0039", "why": "같은 주소, 사흘 안"}],
}


def case(state: dict[str, Any], messages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Context of desk/case.html."""
    is_open = state["status"] != "closed"
    names = ("reply", "note", "assign", "give_back", "close", "tell", "route", "unmask")
    step = "reply" if state["owner"] else "claim"
    return (
        frame("")
        | {
            "case": state,
            "messages": messages,
            "answers": [
                {"label": "누가 사나요", "value": "혼자 사는 노인", "hidden": False},
                {"label": "언제부터", "value": "일주일 전", "hidden": False},
                {"label": "연락처", "value": "", "hidden": True},
            ],
            "history": [
                {"at": "9월 21일 14:05", "what": "박○○이 메모를 남겼어요."},
                {"at": "9월 21일 14:00", "what": "접수됐어요."},
            ],
            "photos": [{"id": 7, "alt": "제보 사진 1"}],
            "can": dict.fromkeys(names, is_open)
            | {"claim": is_open and not state["owner"], "reopen": not is_open},
            "next_step": step if is_open else "reopen",
            "reply_way": "텔레그램으로 바로 가요.",
            "staff": [{"value": "park", "label": "박○○"}, {"value": "lee", "label": "이○○"}],
            "dispositions": DISPOSITIONS,
            "dongs": [{"value": "1120067000", "label": "성수2가제3동"}],
            "canned": [{"label": "방문 약속", "text": "____에 찾아뵐게요."}],
            "conflict": None,
            "errors": {},
            "kept": {},
        }
        | more
    )


LOGIN: dict[str, Any] = {
    "csrf": "csrf-token",
    "login": "kim",
    "next": "/desk",
    "error": "아이디나 비밀번호가 맞지 않아요. 다시 확인해 주세요.",
    "message": None,
}
SETUP: dict[str, Any] = {
    "csrf": "csrf-token",
    "token": "once",
    "login": "",
    "min_length": 12,
    "errors": {"again": "두 번 적은 비밀번호가 서로 달라요."},
}
STAFF = frame("staff", me=ME | {"role": "admin", "role_label": "관리자"}) | {
    "accounts": [
        {"login": "kim", "role_label": "관리자", "team": "", "disabled": False, "me": True},
        {"login": "park", "role_label": "담당자", "team": "성수", "disabled": False, "me": False},
        {"login": "lee", "role_label": "팀장", "team": "성수", "disabled": True, "me": False},
    ],
    "roles": [{"value": "caseworker", "label": "담당자"}, {"value": "lead", "label": "팀장"}],
    "teams": [{"value": "seongsu", "label": "성수"}],
    "form": {"login": "", "role": "caseworker", "team": ""},
    "errors": {"login": "이미 쓰고 있는 아이디예요. 다른 아이디를 적어 주세요."},
    "once": {"login": "choi", "link": "https://desk.example.kr/desk/setup?token=" + "x" * 43},
}
LOG = frame("log", me=ME | {"role": "auditor", "role_label": "감사자"}) | {
    "entries": [
        {
            "at": "2026-09-21 14:05",
            "who": "park",
            "origin": "10.0.0.7",
            "action": "가린 내용 보기",
            "case_no": "2026-0042",
            "reason": "가정방문 전에 전화하려고",
        },
        {
            "at": "2026-09-21 14:01",
            "who": "kim",
            "origin": "10.0.0.8",
            "action": "로그인",
            "case_no": "",
            "reason": "",
        },
    ],
    "kept": "한 줄씩 이어 적는 기록이에요.",
    "filters": {"who": "", "case": ""},
    "next_href": "/desk/log?before=12",
}
ERROR: dict[str, Any] = {
    "status": 500,
    "title": "잠시 문제가 생겼어요",
    "message": "다시 한 번 해 주세요.",
    "error_id": "e-7f3a-91",
    "home": "/",
}
