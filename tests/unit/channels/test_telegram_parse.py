"""Raw updates as Telegram sends them → events; and everything it might send by mistake."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.channels.telegram.parse import Unreadable, parse
from adapters.channels.telegram.raw import as_text, event_id, query_id
from adapters.channels.telegram.words import load_words
from bot.domain.events import ConversationRef, EventKind, InboundEvent

NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
SENT = 1795230000
WORDS = load_words()

PERSON = {"id": 500001, "is_bot": False, "first_name": "복순", "language_code": "ko"}
CHAT = {"id": 500001, "type": "private", "first_name": "복순"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "맞춤형복지팀"}


def message(**content: Any) -> dict[str, Any]:
    head = {"message_id": 101, "date": SENT, "chat": CHAT, "from": PERSON}
    return {"update_id": 700000001, "message": {**head, **content}}


LIVE_POSITION = message(location={"latitude": 1.5, "longitude": 2.5})["message"]


def pressed(data: str, chat: dict[str, Any] = CHAT, **more: Any) -> dict[str, Any]:
    card = {"message_id": 90, "date": SENT, "chat": chat, "text": "골라 주세요", **more}
    query = {
        "id": "4382bfdwdsb323b2d9",
        "from": PERSON,
        "message": card,
        "chat_instance": "500001",
        "data": data,
    }
    return {"update_id": 700000002, "callback_query": query}


def member(status: str) -> dict[str, Any]:
    bot = {"id": 42, "is_bot": True, "first_name": "이음톡"}

    def state(name: str) -> dict[str, Any]:
        return {"user": bot, "status": name, **({"until_date": 0} if name == "kicked" else {})}

    change = {
        "chat": CHAT,
        "from": PERSON,
        "date": SENT,
        "old_chat_member": state("member" if status == "kicked" else "kicked"),
        "new_chat_member": state(status),
    }
    return {"update_id": 700000003, "my_chat_member": change}


def read(raw: object) -> InboundEvent:
    event = parse(raw, NOW, WORDS)
    assert event is not None
    return event


def size(file_id: str, width: int, megabytes: float) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "width": width,
        "height": width,
        "file_size": int(megabytes * 1024 * 1024),
    }


def document(mime_type: str, megabytes: float) -> dict[str, Any]:
    return {
        "file_id": "BQAC",
        "file_unique_id": "AQAD",
        "file_name": "IMG_0001.jpg",
        "mime_type": mime_type,
        "file_size": int(megabytes * 1024 * 1024),
    }


def test_text() -> None:
    event = read(message(text="월세가 두달 밀렸어요"))
    assert event == InboundEvent(
        event_id=f"700000001.101.{SENT}",
        ref=ConversationRef(channel="telegram", address="500001"),
        at=datetime.fromtimestamp(SENT, UTC),
        kind=EventKind.TEXT,
        text="월세가 두달 밀렸어요",
        order=700000001,
    )


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("/start", EventKind.START, ""),
        ("/start r2026-0001", EventKind.START, "r2026-0001"),
        ("/start@ieum_bot r2026", EventKind.START, "r2026"),
        ("/cancel", EventKind.TEXT, "취소"),
        ("/CANCEL@ieum_bot", EventKind.TEXT, "취소"),
        ("/unknown 그런 것", EventKind.TEXT, "/unknown 그런 것"),
        ("/", EventKind.TEXT, "/"),
    ],
)
def test_commands(typed: str, kind: EventKind, text: str) -> None:
    event = read(message(text=typed))
    assert (event.kind, event.text) == (kind, text)


def test_a_press_carries_the_choice_and_our_own_time() -> None:
    event = read(pressed("v1:service:rent-help"))
    assert (event.kind, event.choice, event.at) == (EventKind.PRESS, "service:rent-help", NOW)
    assert event.ref.address == "500001"
    assert event.order == 700000002


def test_a_press_on_a_message_telegram_no_longer_has() -> None:
    raw = pressed("v1:menu")
    raw["callback_query"]["message"] = {"chat": CHAT, "message_id": 4, "date": 0}
    assert read(raw).choice == "menu"


def test_a_press_in_a_form_we_never_sent_is_a_choice_nobody_offered() -> None:
    assert read(pressed("ancient-button")).choice == "ancient-button"


def test_the_largest_photo_that_can_be_fetched() -> None:
    sizes = [size("small", 90, 0.1), size("big", 1280, 19), size("huge", 4000, 25)]
    event = read(message(photo=sizes, caption="옆집 우편함이에요"))
    assert event.kind is EventKind.PHOTO
    assert event.photo is not None
    assert event.photo.handle == "big"
    assert event.photo.size == 19 * 1024 * 1024
    assert event.text == "옆집 우편함이에요"


def test_a_picture_sent_as_a_file() -> None:
    event = read(message(document=document("image/jpeg", 3)))
    assert event.kind is EventKind.PHOTO
    assert event.photo is not None
    assert event.photo.handle == "BQAC"


@pytest.mark.parametrize(
    "content",
    [
        {"document": document("image/jpeg", 21)},
        {"document": document("application/pdf", 1)},
        {"photo": [size("huge", 4000, 25)]},
        {"sticker": {"file_id": "x"}},
        {"voice": {"file_id": "x", "duration": 3}},
        {"contact": {"phone_number": "+821012345678", "first_name": "복순"}},
        {"something_of_next_year": {"a": 1}},
    ],
)
def test_what_we_cannot_read_is_said_to_be_so(content: dict[str, Any]) -> None:
    event = read(message(**content))
    assert (event.kind, event.photo) == (EventKind.OTHER, None)


def test_words_below_a_video_are_kept() -> None:
    event = read(message(video={"file_id": "x"}, caption="할머니가 쓰러지셨어요"))
    assert (event.kind, event.text) == (EventKind.OTHER, "할머니가 쓰러지셨어요")


def test_a_position_and_a_place() -> None:
    where = {"latitude": 37.5446, "longitude": 127.0559}
    event = read(message(location=where))
    assert event.kind is EventKind.LOCATION
    assert event.location is not None
    assert (event.location.latitude, event.location.longitude) == (37.5446, 127.0559)
    venue = {"location": where, "title": "크린토피아", "address": "성수동 1가"}
    assert read(message(location=where, venue=venue)).text == "크린토피아 성수동 1가"


def test_an_edit_has_the_new_text_and_its_own_id() -> None:
    raw = message(text="소담동이요", edit_date=SENT + 60)
    raw = {"update_id": 700000009, "edited_message": raw["message"]}
    event = read(raw)
    assert (event.kind, event.text) == (EventKind.EDIT, "소담동이요")
    assert event.event_id.startswith("700000009.")
    assert event.at == datetime.fromtimestamp(SENT + 60, UTC)


def test_left_and_came_back() -> None:
    assert read(member("kicked")).kind is EventKind.LEFT
    assert read(member("member")).kind is EventKind.JOINED


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "message": {**message(text="여러분")["message"], "chat": GROUP}},
        {"update_id": 1, "edited_message": {**message(text="여")["message"], "chat": GROUP}},
        {"update_id": 1, "edited_message": LIVE_POSITION},
        pressed("v1:menu", chat=GROUP),
        message(pinned_message={"message_id": 3}),
        message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
        {"update_id": 1, "poll": {"id": "1"}},
        {"update_id": 1, "channel_post": {"broken": True}},
        {"update_id": 1},
    ],
)  # fmt: skip
def test_what_is_no_business_of_ours(raw: dict[str, Any]) -> None:
    assert parse(raw, NOW, WORDS) is None


def test_a_broken_part_nobody_needs_does_not_cost_the_words() -> None:
    event = read(message(text="도와주세요", reply_to_message={"no": "date"}, quote=5, entities="x"))
    assert event.text == "도와주세요"


def without(raw: dict[str, Any], *names: str) -> dict[str, Any]:
    broken = copy.deepcopy(raw)
    part = next(v for k, v in broken.items() if k != "update_id")
    for name in names:
        part.pop(name, None)
    return broken


POISON = [
    without(message(text="가"), "date"),
    without(message(text="가"), "chat"),
    message(text=5),
    message(text=["가"]),
    message(text="가", date="yesterday"),
    message(text="가", date=10**20),
    message(text="가", date=None),
    message(text="가", chat={"id": "x", "type": "private"}),
    message(text="가", chat=[1]),
    message(photo=[7]),
    message(location={"latitude": 95, "longitude": 0}),
    message(location={"latitude": float("nan"), "longitude": 0}),
    {"update_id": 1, "message": []},
    {"update_id": 1, "message": "가"},
    {"update_id": 1, "callback_query": {"id": "7"}},
    {"update_id": 1, "my_chat_member": {}},
    {"update_id": 2**70, "message": message(text="가")["message"]},
    {"update_id": "1", "message": message(text="가")["message"]},
    {"update_id": True, "message": message(text="가")["message"]},
    {"message": message(text="가")["message"]},
    [],
    None,
    "가",
]


@pytest.mark.parametrize("raw", POISON)
def test_poison_is_named_and_never_quoted(raw: object) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(raw, NOW, WORDS)
    assert caught.value.event_id == event_id(raw)
    assert caught.value.event_id
    assert "가" not in caught.value.reason
    assert caught.value.__cause__ is None
    assert isinstance(json.loads(as_text(raw)), type(raw))


def test_half_a_surrogate_pair_and_nul_break_nothing_later() -> None:
    raw = json.loads(json.dumps(message(text="가\ud83d나\0다")))
    event = read(raw)
    assert event.text == "가\ufffd나다"
    event.text.encode()
    as_text(raw).encode()


def test_a_number_that_was_there_before_is_another_message() -> None:
    """After a week of silence Telegram begins anew with any number."""
    first, other = message(text="가"), message(text="나")
    other["message"] |= {"message_id": 9, "date": SENT + 900_000}
    assert first["update_id"] == other["update_id"]
    assert event_id(first) == event_id(json.loads(json.dumps(first)))
    assert event_id(first) != event_id(other)
    press, next_press = pressed("v1:a"), pressed("v1:a")
    next_press["callback_query"]["id"] = "5"
    assert event_id(press) != event_id(next_press)


def test_updates_without_an_id_are_told_apart_by_their_content() -> None:
    assert event_id({"a": 1}) == event_id({"a": 1})
    assert event_id({"a": 1}) != event_id({"a": 2})
    assert event_id({"a": 1}).startswith("unnamed-")


def test_a_press_can_be_answered_even_when_nothing_else_of_it_is_readable() -> None:
    assert query_id({"update_id": 1, "callback_query": {"id": "77"}}) == "77"
    assert query_id(pressed("v1:a")) == "4382bfdwdsb323b2d9"
    for raw in (None, [], {"callback_query": 7}, {"callback_query": {"id": 7}}, message(text="가")):
        assert query_id(raw) is None


def test_nothing_personal_is_printed() -> None:
    shown = repr(read(message(text="비밀이야기", photo=[size("fileid", 9, 1)])))
    assert "비밀이야기" not in shown
    assert "500001" not in shown
    assert "fileid" not in shown


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]),
    st.data(),
)
def test_any_garbage_is_read_passed_over_or_put_aside(kind: str, data: st.DataObject) -> None:
    """One replaced part in an update that is otherwise right."""
    good = {"message": message(text="가", photo=[size("f", 9, 1)], location={})["message"]}
    good["edited_message"] = message(text="가")["message"]
    good["callback_query"] = pressed("v1:a")["callback_query"]
    good["my_chat_member"] = member("kicked")["my_chat_member"]
    part = copy.deepcopy(good[kind])
    name = data.draw(st.sampled_from(sorted(part)))
    part[name] = data.draw(JSON)
    try:
        event = parse({"update_id": 5, kind: part}, NOW, WORDS)
    except Unreadable as unreadable:
        assert unreadable.event_id.split(".")[0] == "5"
    else:
        assert event is None or event.event_id.split(".")[0] == "5"
