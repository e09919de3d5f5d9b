"""What identifies a person: hidden everywhere until it is asked for with a reason; photos."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from desk_office import PASSWORD, Office, hidden
from PIL import Image

from bot.domain.staff import Role

pytestmark = pytest.mark.asyncio

PHONE = "010-4821-7730"


def _gone(page: str) -> bool:
    digits = "".join(letter for letter in page if letter.isdigit())
    return "48217730" not in digits


@pytest.mark.parametrize("written", [PHONE, "01048217730", "010 4821 7730", "010.4821.7730"])
async def test_a_number_is_hidden_wherever_it_was_written(desk: Office, written: str) -> None:
    number = await desk.callback("resident", written)
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"

    pages = [
        await kim.text(path)
        for path in (one, f"{one}/thread", f"{one}/row", f"{one}/history", "/desk")
    ]

    assert all(_gone(page) for page in pages)
    assert "가림" in pages[0]
    assert "(가려 둔 내용)" in pages[1], "its place in the thread is seen"


async def test_unmasking_shows_it_once_and_is_written_down(desk: Office) -> None:
    number = await desk.callback("resident", PHONE)
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"
    version = hidden(await kim.text(one), "version")
    before = desk.case(number)

    shown = await kim.post(f"{one}/unmask", version=version, reason="전화 약속", password=PASSWORD)

    assert shown.status == 200
    assert PHONE in await shown.text()
    assert _gone(await kim.text(one)), "only this once"
    assert desk.case(number) == before
    entry = next(a for a in desk.accesses() if a.action == "case.unmask")
    assert (entry.actor, entry.case_no, entry.reason) == ("kim", number, "전화 약속")


@pytest.mark.parametrize("written", [PHONE, "01048217730", "+82 10-4821-7730", "010.4821.7730"])
async def test_a_mobile_no_form_asked_for_is_hidden_too(desk: Office, written: str) -> None:
    number = await desk.talk("resident", f"{written} 여기로 전화해 주세요")
    kim = await desk.at_desk("kim")
    one = f"/desk/cases/{number}"
    page = await kim.text(one)
    assert all(_gone(text) for text in (page, await kim.text(f"{one}/thread")))
    assert "여기로 전화해 주세요" in page

    shown = await kim.post(
        f"{one}/unmask", version=hidden(page, "version"), reason="전화 약속", password=PASSWORD
    )
    words = re.sub(r"<[^>]+>", "", await shown.text())
    assert written in unescape(words)
    assert "case.unmask" in [access.action for access in desk.accesses()]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": "  ", "password": PASSWORD}, "사유를 적어 주세요"),
        ({"password": PASSWORD}, "사유를 적어 주세요"),
        ({"reason": "가" * 201, "password": PASSWORD}, "200자 안으로"),
        ({"reason": "전화 약속", "password": "틀린 비밀번호"}, "비밀번호가 맞지 않아요"),
        ({"reason": "전화 약속"}, "비밀번호가 맞지 않아요"),
    ],
)
async def test_unmasking_is_refused_without_reason_or_password(
    desk: Office, fields: dict[str, str], words: str
) -> None:
    number = await desk.callback("resident", PHONE)
    kim = await desk.at_desk("kim")

    refused = await kim.post(f"/desk/cases/{number}/unmask", version="1", **fields)

    page = await refused.text()
    assert refused.status == 422
    assert words in page
    assert _gone(page)
    assert "case.unmask" not in [access.action for access in desk.accesses()]


async def test_a_password_is_not_guessed_through_unmasking(desk: Office) -> None:
    number = await desk.callback("resident", PHONE)
    kim = await desk.at_desk("kim")
    path = f"/desk/cases/{number}/unmask"
    for _ in range(5):
        await kim.post(path, reason="x", password="틀린 비밀번호")
    held = await kim.post(path, reason="x", password=PASSWORD)
    assert "15분 뒤에" in await held.text()
    assert _gone(await held.text())


async def test_nothing_of_an_anonymous_reporter_is_there(desk: Office) -> None:
    number = await desk.report("the-reporter-address")
    lead = await desk.at_desk("park", Role.LEAD)
    one = f"/desk/cases/{number}"
    conversation = desk.system.deps.store.conversation_id(_ref("the-reporter-address"))
    for path in (one, f"{one}/thread", f"{one}/history", f"{one}/row", "/desk"):
        page = await lead.text(path)
        assert "the-reporter-address" not in page
        assert conversation not in page
    page = await lead.text(one)
    assert "익명" in page
    assert "제보자" in page
    assert "접수번호로 확인할 때 보여요" in page


def _ref(address: str) -> object:
    from bot.domain.events import ConversationRef

    return ConversationRef(channel="web", address=address)


def _picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "CANARY-DESCRIPTION"
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", exif=exif, comment=b"CANARY-COMMENT")
    return out.getvalue()


async def test_a_photo_is_served_like_something_hostile(desk: Office) -> None:
    await desk.say("resident", "사람과 이야기하고 싶어요")
    await desk.say("resident", photo=_picture())
    number = desk.newest()
    kim = await desk.at_desk("kim")
    page = await kim.text(f"/desk/cases/{number}")
    with desk.system.deps.store.look() as uow:
        photo = next(m.photo_id for m in uow.cases.thread(number) if m.photo_id)
    path = f"/desk/cases/{number}/photos/{photo}"
    assert f'src="{path}"' in page
    assert 'alt="사진 1"' in page

    response = await kim.get(path)

    assert response.status == 200
    assert response.content_type == "image/jpeg"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("inline")
    data = await response.read()
    assert Image.open(io.BytesIO(data)).size == (40, 30)
    assert b"CANARY" not in data
    assert (desk.accesses()[0].action, desk.accesses()[0].case_no) == ("case.photo", number)


async def test_a_photo_of_one_case_is_not_there_under_another(desk: Office) -> None:
    await desk.say("resident", "사람과 이야기하고 싶어요")
    await desk.say("resident", photo=_picture())
    number = desk.newest()
    other = await desk.talk("another")
    kim = await desk.at_desk("kim")
    with desk.system.deps.store.look() as uow:
        photo = next(m.photo_id for m in uow.cases.thread(number) if m.photo_id)
    assert (await kim.get(f"/desk/cases/{other}/photos/{photo}")).status == 404
    assert (await kim.get(f"/desk/cases/{number}/photos/{photo + 1}")).status == 404
    assert (await kim.get(f"/desk/cases/{number}/photos/999999999999999")).status == 404
