"""Nothing personal can be read from what the service leaves behind: files, log, figures.

Real channels plant what must not be found; then everything the service wrote is searched for it in
every spelling a file may hold it in.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest

from tests.e2e.house import House
from tests.e2e.journeys.people import FakeTelegram, KakaoPerson, TelegramPerson, receipt_of
from tests.e2e.visitors import Visitor

pytestmark = [pytest.mark.platform, pytest.mark.slow]

SECRET = "canary-skill-secret-0000"
NAME = "독고하람별"
PHONE = "010-8765-4321"
SENTENCE = "보라색 코끼리가 장독대를 넘었어요"
STAFF_WORDS = "연두색 우산을 두고 가셨어요"
CHAT_ID = "71239845601"
#: As people write it. The first six and last seven digits are looked for in any of these forms.
REGISTRATION = (
    "880307-2184516",
    "880307 2184516",
    "8803072184516",
    "８８０３０７－２１８４５１６",
    "880307~2184516",
    "8 8 0 3 0 7 - 2 1 8 4 5 1 6",
    "880307 - 2184516",
)


def spellings(canary: str) -> Iterator[bytes]:
    """A text in the ways a file may hold it."""
    for text in {canary, canary.replace(" ", ""), canary.replace("-", "")}:
        plain = text.encode()
        yield plain
        yield text.encode("utf-16-le")
        yield text.encode("utf-16-be")
        yield text.encode("utf-32-le")
        yield text.encode("cp949", "ignore") if not text.isascii() else plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        yield quote(text).encode()
        yield json.dumps(text).strip('"').encode()
        for before in (0, 1, 2):
            inner = in_base64(plain, before)
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def in_base64(plain: bytes, before: int) -> bytes:
    """What is the same of it whatever stands around, when it begins so far behind a multiple of
    three bytes: the letters at the edges hold bits of the neighbours."""
    letters = base64.b64encode(b"\0" * before + plain).rstrip(b"=")
    whole = (before + len(plain)) % 3 == 0
    return letters[(0, 2, 3)[before] : None if whole else -1]


def found(canary: str, data: bytes) -> list[bytes]:
    return [form for form in set(spellings(canary)) if len(form) > 7 and form in data]


def test_the_search_finds_what_is_there():
    for canary in (NAME, PHONE, CHAT_ID, SENTENCE):
        raw = canary.encode()
        for hidden in (
            raw,
            canary.encode("utf-16-le"),
            raw.hex().encode(),
            base64.b64encode(b"x" + raw + b"yz"),
            base64.b64encode(b"xy" + raw),
            base64.urlsafe_b64encode(b"xyz" + raw + b"w"),
            json.dumps({"x": canary}).encode(),
        ):
            assert found(canary, b"\x01\x02" + hidden + b"\x03"), (canary, hidden)
    assert not found(NAME, b"nothing of it" * 100)


def left_behind(house: House) -> dict[str, bytes]:
    """Everything that somebody who takes the machine could read, but for the secret itself."""
    files = {path.name: path.read_bytes() for path in house.folder.iterdir()}
    files.pop("secret.key")
    files["log"] = house.output.read_bytes()
    return files


def talk(say: Callable[[str], str], *lines: str) -> str:
    return "\n".join(say(line) for line in lines)


def test_nothing_personal_can_be_read(
    start_house: Callable[..., House], visit: Callable[[House], Visitor], telegram: FakeTelegram
) -> None:
    house = start_house(
        kakao_skill_secret=SECRET,
        telegram_token=FakeTelegram.TOKEN,
        telegram_api_base=telegram.root,
        log_format="json",
    )
    canaries = {"name": NAME, "phone": PHONE, "sentence": SENTENCE, "staff": STAFF_WORDS}

    visitor = visit(house)
    web = talk(
        visitor.say,
        "전화 상담 예약할래요",
        "동의합니다",
        PHONE,
        "내일 오전",
        f"{SENTENCE} 저는 {NAME} 이에요",
        "네 이대로 보내주세요",
    )
    number, canaries["word"] = receipt_of(web)
    canaries["visitor"] = visitor.cookie
    for spelling in REGISTRATION:
        assert "주민등록번호" in visitor.say(f"제 번호는 {spelling} 이에요"), spelling

    kakao = KakaoPerson(house.root, SECRET)
    talk(kakao.say, f"{SENTENCE} {NAME} {PHONE}", "사람과 이야기하고 싶어요")
    for spelling in REGISTRATION:
        assert "주민등록번호" in kakao.say(f"주민번호 {spelling}"), spelling
    user = kakao._kakao.user()
    canaries |= {"kakao": user["id"], "plusfriend": user["properties"]["plusfriend_user_key"]}

    telegram.run(f"user {NAME} id={CHAT_ID}")
    resident = TelegramPerson(telegram, NAME, house)
    resident.say("사람과 이야기하고 싶어요")
    resident.tell(f"{SENTENCE} {PHONE} {REGISTRATION[0]}")
    house.until(
        "the words arrive", lambda: any(SENTENCE in m["text"] for m in of_telegram(house)), 10
    )
    canaries["chat"] = CHAT_ID

    masked = 0
    for case in house.api("/cases")["cases"]:
        thread = json.dumps(house.thread(case["number"]), ensure_ascii=False)
        assert "2184516" not in re.sub(r"\D", "", unicodedata.normalize("NFKC", thread))
        masked += thread.count("주민등록번호")
        house.api(f"/cases/{case['number']}/reply", {"text": STAFF_WORDS})
        house.api(f"/cases/{case['number']}/note", {"text": f"{STAFF_WORDS} {NAME}"})
    assert masked > len(REGISTRATION), "staff see that something was there"
    assert STAFF_WORDS in resident.pushed(STAFF_WORDS)
    assert STAFF_WORDS in kakao.say("답변 확인")
    assert STAFF_WORDS in house.until("the answer", visitor.news)
    canaries |= {"token": house.token, "bot": FakeTelegram.TOKEN.partition(":")[2]}

    figures = {
        path: httpx.get(house.root + path).content for path in ("/metrics", "/readyz", "/healthz")
    }
    while_running = left_behind(house)
    assert number.encode() in while_running["ieum.db"] + while_running["ieum.db-wal"]
    assert house.stop() == 0
    searched = [*figures.items(), *while_running.items(), *left_behind(house).items()]
    readable = {
        f"{what} in {where}": forms
        for what, canary in canaries.items()
        for where, data in searched
        if (forms := found(canary, data))
    }
    assert not readable
    for where, data in searched:
        assert not registered(data), where
    # The one-time link of the first administrator is printed on purpose, and nothing else is.
    assert b'"error"' not in while_running["log"]


def of_telegram(house: House) -> list[dict]:
    return [
        message
        for case in house.api("/cases")["cases"]
        if case["channel"] == "telegram"
        for message in house.thread(case["number"])
    ]


def registered(data: bytes) -> bool:
    """Whether any spelling of the number is in there, or the digits that nobody else knows."""
    return any(found(spelling, data) for spelling in REGISTRATION) or b"2184516" in data
