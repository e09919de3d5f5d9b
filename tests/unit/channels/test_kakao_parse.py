"""Kakao's payloads → events: the captured samples, and what the next one may look like."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.channels.kakao import addresses
from adapters.channels.kakao.bookmark import Bookmark, read_bookmark
from adapters.channels.kakao.parse import Call, bot_id, is_validation, to_call
from adapters.channels.kakao.reading import Unreadable, Why, clean, decode
from bot.domain.events import EventKind

SAMPLES = Path(__file__).parents[2] / "tools" / "kakao_samples"
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ID = "chp-0123456789abcdef"


def sample(number: str) -> Any:
    (path,) = SAMPLES.glob(f"{number}_*.json")
    return json.loads(path.read_text(encoding="utf-8"))["payload"]


def call(payload: object) -> Call:
    return to_call(payload, ID, NOW)


def said(**request: object) -> Any:
    payload = copy.deepcopy(sample("02"))
    payload["userRequest"].update(request)
    return payload


@pytest.mark.parametrize(
    ("number", "kind", "text", "ending"),
    [
        ("01", EventKind.TEXT, "BTS", "37f001"),
        ("02", EventKind.TEXT, "메롱", "ad6a02"),
        ("03", EventKind.TEXT, "생각 다 끝났나요?", "c6f703"),
        ("04", EventKind.TEXT, "aaa", "b6c404"),
        ("05", EventKind.PHOTO, "", "dec005"),
        ("06", EventKind.PHOTO, "등록하기", "cd9906"),
        ("07", EventKind.TEXT, "발화 내용", "000007"),
        ("09", EventKind.TEXT, "<사용자 발화>", "<사용자 botUserKey>"),
    ],
)  # fmt: skip
def test_samples_of_one_person(number: str, kind: EventKind, text: str, ending: str) -> None:
    (event,) = call(sample(number)).events
    assert (event.kind, event.text, event.choice) == (kind, text, None)
    assert event.ref.channel == "kakao"
    assert event.ref.address.endswith(ending)
    assert len(event.ref.address) == (66 if len(ending) == 6 and number != "07" else len(ending))
    assert (event.event_id, event.reply_token, event.at) == (ID, ID, NOW)


@pytest.mark.parametrize(
    ("number", "why"), [("10", Why.NO_USER), ("11", Why.GROUP), ("12", Why.NO_USER)]
)
def test_samples_that_are_nobodys_utterance(number: str, why: Why) -> None:
    with pytest.raises(Unreadable) as caught:
        call(sample(number))
    assert caught.value.why is why


def test_every_sample_is_tested() -> None:
    assert sorted(path.name[:2] for path in SAMPLES.glob("*.json")) == [
        f"{n:02}" for n in range(1, 13)
    ]


def test_the_mark_of_the_development_channel_is_no_part_of_the_bot_id() -> None:
    assert bot_id(sample("01")) == "60b628c87e223a78e8750a68"
    assert bot_id({}) == bot_id({"bot": {"id": None}}) == bot_id([]) == ""


def test_validation_is_told_apart_in_both_shapes() -> None:
    flat = sample("08")
    assert is_validation(flat)
    assert is_validation({"userRequest": flat})
    assert not any(is_validation(sample(n)) for n in ("01", "05", "10", "12"))


def test_the_callback_address_is_handed_on() -> None:
    assert call(sample("04")).callback.startswith("https://bot-api.kakao.com/v1/bots/")
    assert call(sample("02")).callback == ""


def test_a_photos_address_is_nowhere_in_the_event() -> None:
    parsed = call(sample("05"))
    assert parsed.pictures == ("http://dn-m.talk.kakao.com/talkm/REDACTED/i_0123456789ab.jpg",)
    assert "kakao.com" not in repr(parsed)
    (event,) = parsed.events
    assert event.photo is not None
    assert "http" not in event.photo.handle


def test_the_secure_plugin_may_bring_several_photos() -> None:
    first, second = "http://secure.kakaocdn.net/a?x=1,2&signature=y", "http://secure.kakaocdn.net/b"
    payload = said(utterance="사진 보내기")
    payload["action"]["params"] = {
        "pictures": json.dumps({"secureUrls": f"List({first}, {second})"}),
        "name": "상품",
    }
    parsed = call(payload)
    assert parsed.pictures == (first, second)
    assert [(e.event_id, e.kind, e.text) for e in parsed.events] == [
        (ID, EventKind.PHOTO, "사진 보내기"),
        (f"{ID}.2", EventKind.PHOTO, ""),
    ]


def test_the_secure_plugins_value_may_be_an_object() -> None:
    payload = said()
    payload["action"]["params"] = {"p": {"secureUrls": "List(http://secure.kakaocdn.net/a)"}}
    assert call(payload).pictures == ("http://secure.kakaocdn.net/a",)


def test_a_film_is_not_a_photo_and_its_address_not_a_text() -> None:
    url = "http://dn-m.talk.kakao.com/talkm/x/film.mp4"
    (event,) = call(said(utterance=url, params={"media": {"type": "video", "url": url}})).events
    assert (event.kind, event.text) == (EventKind.OTHER, "")


def test_a_press_carries_its_choice() -> None:
    payload = said(utterance="네")
    payload["action"]["clientExtra"] = {"choice": "consent-yes"}
    (event,) = call(payload).events
    assert (event.kind, event.choice, event.text) == (EventKind.PRESS, "consent-yes", "네")


@pytest.mark.parametrize(
    "extra",
    [
        None, "null", [], ["choice"], {}, {"choice": None}, {"choice": 1}, {"choice": ["a"]},
        {"choice": ""}, {"choice": "네"}, {"choice": "a b"}, {"choice": "a" * 65},
        {"choice": "../a"}, {"choice": {"$gt": ""}}, {"Choice": "a"},
    ],
)  # fmt: skip
def test_an_odd_extra_is_no_press(extra: object) -> None:
    payload = said(utterance="네")
    payload["action"]["clientExtra"] = extra
    (event,) = call(payload).events
    assert (event.kind, event.choice, event.text) == (EventKind.TEXT, None, "네")


@pytest.mark.parametrize(
    ("utterance", "kind", "text"),
    [
        ("", EventKind.START, ""),
        (" \u3000\n\t", EventKind.START, ""),
        (None, EventKind.OTHER, ""),
        (42, EventKind.TEXT, "42"),
        (True, EventKind.OTHER, ""),
        (["a"], EventKind.OTHER, ""),
        ({"a": 1}, EventKind.OTHER, ""),
        ("a\x00\x01\x1b[31m\x7f나", EventKind.TEXT, "a[31m나"),
        ("가\r\n나\r다", EventKind.TEXT, "가\n나\n다"),
        ("\ud83d혼자", EventKind.TEXT, "\ufffd혼자"),
        ("\x00", EventKind.OTHER, ""),
        ("http://dn-m.talk.kakao.com/talkm/x/i.jpg", EventKind.OTHER, ""),
        ("http://a.org/i.jpg 뭐예요", EventKind.TEXT, "http://a.org/i.jpg 뭐예요"),
    ],
)  # fmt: skip
def test_utterances_of_any_kind(utterance: object, kind: EventKind, text: str) -> None:
    (event,) = call(said(utterance=utterance)).events
    assert (event.kind, event.text) == (kind, text)


@pytest.mark.parametrize(
    ("user", "address"),
    [
        ({"id": 5}, "5"),
        ({"id": None, "properties": {"botUserKey": "k1"}}, "k1"),
        ({"id": "", "properties": {"bot_user_key": "k2"}}, "k2"),
        ({"id": "k3", "type": ["x"], "properties": []}, "k3"),
    ],
)
def test_a_user_is_found_where_one_is(user: object, address: str) -> None:
    assert call(said(user=user)).events[0].ref.address == address


@pytest.mark.parametrize(
    "user",
    [
        None, "u", [1], {}, {"id": ""}, {"id": {"$ne": 1}}, {"id": True}, {"id": 1e30},
        {"id": "a" * 201}, {"id": "a\x00b\nc"}, {"id": "   "}, {"id": "\ud800"},
    ],
)  # fmt: skip
def test_nobody_is_nobody(user: object) -> None:
    with pytest.raises(Unreadable):
        call(said(user=user))


@pytest.mark.parametrize("payload", [None, [], "hi", 1, True, {}, {"userRequest": []}])
def test_a_body_of_another_shape_is_unreadable(payload: object) -> None:
    with pytest.raises(Unreadable):
        call(payload)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


def spots(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else []
    return [(value, k) for k in keys] + [s for k in keys for s in spots(value[k])]


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_junk_in_any_field_gives_an_event_or_unreadable(data: st.DataObject) -> None:
    payload = copy.deepcopy(sample(data.draw(st.sampled_from(["03", "04", "05", "06", "08"]))))
    for _ in range(data.draw(st.integers(1, 3))):
        where, key = data.draw(st.sampled_from(spots(payload)))
        where[key] = data.draw(JUNK)
    is_validation(payload)
    bot_id(payload)
    try:
        parsed = call(payload)
    except Unreadable:
        return
    for event in parsed.events:
        assert event.text == clean(event.text)
        assert event.ref.address
    assert len(parsed.pictures) in {0, len(parsed.events)}


# ------------------------------------------------------------------------------------ bytes


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf{}", {}),
        ('{"a": "가"}'.encode("utf-16"), {"a": "가"}),
        ('{"a": "가나다"}'.encode("cp949"), {"a": "가나다"}),
        (b'{"a": NaN, "a": "last"}', {"a": "last"}),
        (b'{"a": ' + b"9" * 10_000 + b"}", {"a": float("inf")}),
        (b'{"a": "\xff\xff\xff"}', {"a": "\ufffd\ufffd\ufffd"}),
    ],
)
def test_bytes_are_read_tolerantly(raw: bytes, value: object) -> None:
    assert decode(raw) == value


@pytest.mark.parametrize(
    "raw",
    [b"", b"hello", b'{"a": 1', b"[" * 200_000 + b"]" * 200_000, b"\x1f\x8b\x08", b"\xff\xfe\x00"],
)
def test_what_is_not_json_is_unreadable(raw: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(raw)
    assert caught.value.why is Why.NOT_JSON


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    with suppress(Unreadable):
        decode(raw)


# -------------------------------------------------------------------------------- bookmarks


@given(st.frozensets(st.integers(1, 10**12), max_size=20), st.integers(0, 1000))
def test_a_bookmark_survives_the_way_through_kakao(seen: frozenset[int], part: int) -> None:
    mark = Bookmark(again=ID, seen=seen, part=part)
    assert read_bookmark(json.loads(json.dumps(mark.extra()))) == mark


@pytest.mark.parametrize(
    "extra",
    [{}, {"again": 5}, {"again": "short"}, {"again": "a" * 200}, {"again": "나" * 20}],
)
def test_no_bookmark_of_ours(extra: dict[str, object]) -> None:
    assert read_bookmark(extra) is None


@given(JUNK, JUNK)
def test_a_bookmark_changed_on_the_way_is_read_as_far_as_it_goes(seen: Any, part: Any) -> None:
    mark = read_bookmark({"again": ID, "seen": seen, "part": part})
    assert mark is not None
    assert 0 <= mark.part <= 1000


def test_a_pressed_bookmark_says_nothing_new() -> None:
    payload = said(utterance="답변 보기")
    payload["action"]["clientExtra"] = {"again": "chp-earlier-1", "seen": "", "part": 0}
    parsed = call(payload)
    assert parsed.bookmark == Bookmark(again="chp-earlier-1")
    assert [(e.event_id, e.kind, e.text) for e in parsed.events] == [
        ("chp-earlier-1", EventKind.OTHER, "")
    ]


# -------------------------------------------------------------------------------- addresses

PATH = "/v1/bots/5ae9b76d7409b11ec845b746!/callback/TOKEN"


@pytest.mark.parametrize("bot", ["5ae9b76d7409b11ec845b746!", "5ae9b76d7409b11ec845b746"])
def test_kakaos_own_callback(bot: str) -> None:
    url = f"https://bot-api.kakao.com/v1/bots/{bot}/callback/a%2Fb_c-d"
    assert str(addresses.callback(url)) == url


@pytest.mark.parametrize(
    "url",
    [
        f"http://bot-api.kakao.com{PATH}", f"https://bot-api.kakao.com.evil.org{PATH}",
        f"https://evil-bot-api.kakao.com{PATH}", f"https://bot-api.kakao.com@evil.org{PATH}",
        f"https://a:b@bot-api.kakao.com{PATH}", f"https://bot-api.kakao.com:8443{PATH}",
        "https://bot-api.kakao.com/v1/bots/a/callback/", "https://bot-api.kakao.com/v2/bots/a/talk",
        "https://bot-api.kakao.com/v1/bots/../callback/x/y",
        f"https://bot-api.kakao.com\\@evil.org{PATH}", f"https://bot-api.kakao.com{PATH}\n",
        f" https://bot-api.kakao.com{PATH}", f"//bot-api.kakao.com{PATH}",
        "file:///etc/passwd", "javascript:alert(1)", "", "https://", "https://[::1", 5, None,
        f"http://127.0.0.1:1234{PATH}", f"https://bot-ap\u0131.kakao.com{PATH}",
    ],
)  # fmt: skip
def test_no_other_callback(url: object) -> None:
    assert addresses.callback(url) is None


def test_a_listed_callback_host() -> None:
    url = f"http://127.0.0.1:1234{PATH}"
    assert addresses.callback(url, ("127.0.0.1",))
    assert addresses.callback(url, ("127.0.0.1:1234",))
    assert not addresses.callback(url, ("127.0.0.1:99",))
    assert not addresses.callback(url.replace("127.0.0.1", "localhost"), ("127.0.0.1",))
    assert not addresses.callback(f"http://x@127.0.0.1:1234{PATH}", ("127.0.0.1",))
    assert not addresses.callback("http://127.0.0.1:1234/ssrf-callback", ("127.0.0.1",))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://dn-m.talk.kakao.com/talkm/x/i.jpg", True),
        (
            "https://secure.kakaocdn.net/dna/a.jpg?credential=x&expires=1&allow_ip=&signature=a%2Bb",
            True,
        ),
        ("http://k.kakaocdn.net/dn/a.jpg", True),
        ("http://kakaocdn.net/a.jpg", False),
        ("http://kakaocdn.net.evil.org/a.jpg", False),
        ("http://evilkakaocdn.net/a.jpg", False),
        ("http://x.dn-m.talk.kakao.com/a.jpg", False),
        ("http://k.kakaocdn.net:8080/a.jpg", False),
        ("http://u@k.kakaocdn.net/a.jpg", False),
        ("http://127.0.0.1/a.jpg", False),
        ("http://169.254.169.254/latest/meta-data", False),
        ("ftp://k.kakaocdn.net/a.jpg", False),
    ],
)
def test_pictures_lie_with_kakao(url: str, good: bool) -> None:
    found = addresses.picture(url)
    assert (found is not None) is good
    assert found is None or str(found) == url
