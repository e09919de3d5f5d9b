"""Talking in the web chat: with and without script, once and in order, with pictures."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient
from PIL import Image
from webchat_visitors import COOKIE, HTMX, Visitor, bubbles, rows

from adapters.channels.webchat import thread
from bot.domain.events import ConversationRef
from bot.domain.messages import Reply
from bot.services import cases
from bot.services.cases import StaffMember
from tests.contract.desk.desk_office import REPORT, Office

pytestmark = pytest.mark.asyncio

KIM = StaffMember(login="kim", role="caseworker")
CANARY = b"canary-camera"


def jpeg(size: tuple[int, int] = (640, 480), noise: int = 0) -> bytes:
    """A picture as a phone takes it: with the place, the camera and a comment."""
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 50.0)
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif, comment=CANARY)
    return out.getvalue() + CANARY + b"\0" * noise


async def to_photo(someone: Visitor) -> None:
    """Report a neighbour until a picture is asked for."""
    await someone.say(REPORT)
    for _ in range(8):
        heard = await someone.say("모르겠어요")
        if any("사진" in bubble.text for bubble in heard if bubble.side == "bot"):
            return
    raise AssertionError("never asked for a picture")


# -------------------------------------------------------------------------------- the first page


async def test_a_visit_alone_leaves_no_trace(house: Office, visitor):
    someone = await visitor()
    (hello,) = await someone.seen()
    assert hello.side == "bot"
    assert len(hello.choices) >= 3
    store = house.system.deps.store
    with store.look() as uow:
        assert uow.conversations.ref(store.conversation_id(someone.ref)) is None


async def test_the_cookie_names_nobody_and_no_script_reads_it(house: Office):
    client = (await house.browser()).client
    response = await client.get("/")
    cookie = response.cookies[COOKIE]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cookie.value)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


async def test_without_script(visitor):
    someone = await visitor()
    response = await someone.post(text="기초연금이 뭐예요")
    assert response.status == 303
    assert response.headers["Location"] == "/#latest"
    seen = await someone.seen()
    assert [bubble.side for bubble in seen][:2] == ["me", "bot"]
    assert seen[0].text == "기초연금이 뭐예요"
    assert any("기초연금" in bubble.text for bubble in seen[1:])


async def test_with_script_only_what_is_new_travels(visitor):
    someone = await visitor()
    first = await someone.say("안녕하세요")
    assert first[0].side == "me"
    last = first[-1].id
    second = await someone.say("기초연금이 뭐예요")
    assert min(bubble.id for bubble in second) > last
    again = await someone.client.get("/chat/since", params={"after": str(last)})
    assert [b.id for b in bubbles(await again.text())] == [b.id for b in second]
    whole = await someone.seen()
    assert [b.id for b in whole] == [b.id for b in (*first, *second)]


async def test_only_the_newest_answer_keeps_its_choices(visitor):
    someone = await visitor()
    await someone.say("안녕하세요")
    await someone.say("안녕하세요")
    seen = await someone.seen()
    assert [bool(bubble.choices) for bubble in seen if bubble.side == "bot"].count(True) == 1
    assert seen[-1].choices


async def test_the_numbers_to_call_stay_while_danger_is_spoken_of(visitor):
    someone = await visitor()
    for text in ("이제 다 끝내고 싶어요 약도 모아놨어요", "네 혼자 있어요", "아무도 없어요"):
        await someone.say(text)
        page = await someone.open()
        newest = page.rindex('class="bubble bot')
        assert "tone-crisis" in page[newest : newest + 60], "the talk is still about it"
        assert 'class="critical-ban"' in page
    await someone.say("기초연금이 뭐예요")
    page = await someone.open()
    newest = page.rindex('class="bubble bot')
    assert ('class="critical-ban"' in page) is ("tone-crisis" in page[newest : newest + 60])


async def test_a_line_of_another_day_says_which(house: Office, visitor):
    someone = await visitor()
    await someone.say("기초연금이 뭐예요")
    seoul = ZoneInfo("Asia/Seoul")
    store, now = house.system.deps.store, house.system.deps.clock()

    def times(at: datetime) -> set[str]:
        with store.look() as uow:
            lines = thread.bubbles(uow, store.conversation_id(someone.ref), at)
        return {line.at for line in lines}

    assert all(re.fullmatch(r"\d\d:\d\d", time) for time in times(now))
    local = now.astimezone(seoul)
    told = times(now + timedelta(days=3))
    assert all(time.startswith(f"{local.month}월 {local.day}일 ") for time in told)


async def test_what_was_written_is_shown_as_it_was_written(visitor):
    someone = await visitor()
    evil = "<script>alert(1)</script> {{7*7}} <img src=x onerror=1> \u202e"
    await someone.say(evil)
    page = await someone.open()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert (await someone.seen())[0].text.startswith("<script>alert(1)</script> {{7*7}}")


async def test_a_long_talk_shows_its_end(house: Office, visitor):
    someone = await visitor()
    await someone.say("안녕하세요")
    store, now = house.system.deps.store, datetime.now(UTC)
    who = store.conversation_id(someone.ref)
    with store.begin() as uow:
        for n in range(900):
            at = now + timedelta(milliseconds=n)
            uow.outbox.add(who, "web", [Reply(text=f"line {n}")], cause=f"c{n}", at=at)
        uow.commit()
    seen = await someone.seen()
    assert len(seen) <= 200
    assert seen[-1].text == "line 899"


# ------------------------------------------------------------------------------ once and in order


async def test_the_same_press_a_hundred_times_counts_once(house: Office, visitor):
    someone = await visitor()
    # As a browser with a bad line sends it: over many connections at once.
    await someone.post(text="안녕하세요")
    before = rows(house, someone.ref)
    house.system.runtimes["web"]._pace.clear()
    answers = [asyncio.create_task(_same(someone, house)) for _ in range(100)]
    statuses = [await answer for answer in answers]
    assert set(statuses) <= {200, 429}
    assert statuses.count(200) == 30
    mine = [bubble for bubble in await someone.seen() if bubble.text == "기초연금이 뭐예요"]
    assert len(mine) == 1
    once = rows(house, someone.ref) - before
    house.system.runtimes["web"]._pace.clear()
    await someone.say("기초연금이 뭐예요")
    assert rows(house, someone.ref) - before == 2 * once, "the same answer as one single press"


async def _same(someone: Visitor, house: Office) -> int:
    response = await someone.post(headers=HTMX, text="기초연금이 뭐예요", event_id="e" * 22)
    return response.status


async def test_ids_of_one_visitor_mean_nothing_for_another(visitor):
    one, other = await visitor(), await visitor()
    await one.say("하나", event_id="e" * 22)
    heard = await other.say("다른 말", event_id="e" * 22)
    assert heard[0].text == "다른 말"


async def test_order_is_kept_while_many_talk_at_once(house: Office, visitor):
    people = [await visitor() for _ in range(8)]
    words = [f"{n}번째로 하는 말이에요" for n in range(6)]

    async def talk(someone: Visitor) -> None:
        for text in words:
            await someone.say(text)

    await asyncio.gather(*(talk(someone) for someone in people))
    for someone in people:
        seen = await someone.seen()
        assert [bubble.text for bubble in seen if bubble.side == "me"] == words
        # Every word is followed by its answer before the next one.
        sides = [bubble.side for bubble in seen]
        assert all(sides[at + 1] == "bot" for at, side in enumerate(sides) if side == "me")


async def test_nobody_reads_what_another_wrote(visitor):
    one, other = await visitor(), await visitor()
    await one.say("비밀이에요 canary")
    assert "canary" not in await other.open()
    response = await other.client.get("/chat/since", params={"after": "0"})
    assert "canary" not in await response.text()


# ---------------------------------------------------------------------------------------- choices


async def test_an_offered_answer_is_shown_by_its_own_label(visitor):
    someone = await visitor()
    (hello,) = await someone.seen()
    value, label = next(iter(hello.choices.items()))
    heard = await someone.say("", choice=value)
    assert (heard[0].side, heard[0].text) == ("me", label)
    assert heard[-1].side == "bot"


async def test_the_ways_out_of_the_page(visitor):
    someone = await visitor()
    for way in ("menu", "report-neighbour", "case-status"):
        heard = await someone.say("무시되는 글", way=way)
        assert heard[0].text != "무시되는 글"
        assert heard[-1].side == "bot"


async def test_only_what_was_offered_to_oneself_can_be_pressed(house: Office, visitor):
    one, other = await visitor(), await visitor()
    heard = await one.say(REPORT)
    own = next(iter(heard[-1].choices))
    assert own.startswith("opt:")
    for made_up in (own, "opt:nothing", "submit", "x", "faq:basic-pension"):
        response = await other.post(headers=HTMX, choice=made_up)
        assert response.status == 422, made_up
    assert rows(house, other.ref) == 0
    assert (await one.say("", choice=own))[0].side == "me"


async def test_an_old_page_may_still_press_and_is_told(visitor):
    someone = await visitor()
    heard = await someone.say(REPORT)
    old = next(iter(heard[-1].choices))
    await someone.say("취소")
    await someone.say("네")
    heard = await someone.say("", choice=old)
    assert heard[0].side == "me"
    assert "사진" not in heard[0].text
    assert heard[-1].side == "bot"


# ----------------------------------------------------------------------------------------- photos


async def test_a_picture_is_kept_without_what_the_phone_added(house: Office, visitor):
    someone = await visitor()
    await to_photo(someone)
    heard = await someone.say(photo=jpeg())
    assert heard[-1].side == "bot"
    await someone.press("다 골랐어요")
    await someone.press("완전 익명")
    await someone.press("보내기")
    number = house.newest()
    with house.system.deps.store.look() as uow:
        (photo,) = [m.photo_id for m in uow.cases.thread(number) if m.photo_id]
        kept = uow.photos.get(photo, number)
    assert kept is not None
    picture = Image.open(BytesIO(kept))
    assert picture.size == (640, 480)
    assert not picture.getexif()
    assert CANARY not in kept


async def test_without_script_too_one_is_told_that_a_picture_went(visitor):
    someone = await visitor()
    response = await someone.post(photo=jpeg())
    assert response.headers["Location"] == "/?notice=photo#latest"
    page = await (await someone.client.get("/?notice=photo")).text()
    assert "사진을 보냈어요." in page


async def test_a_picture_that_is_too_large_is_told_kindly(house: Office, visitor):
    someone = await visitor()
    await to_photo(someone)
    heard = await someone.say(photo=jpeg(noise=(10 << 20) + 1))
    assert "커" in heard[-1].text or any("커" in bubble.text for bubble in heard)
    response = await someone.post(headers=HTMX, photo=jpeg(noise=12 << 20))
    assert response.status == 413
    response = await someone.post(photo=jpeg(noise=12 << 20))
    assert response.status == 303
    assert "notice=too_big" in response.headers["Location"]
    page = await (await someone.client.get(response.headers["Location"])).text()
    assert "사진이 너무 커요" in page


@pytest.mark.parametrize("data", [b"hello", b"\xff\xd8\xff\xe0", b"GIF89a", b"<svg/>", b"%PDF-1.4"])
async def test_what_is_no_picture_is_told(visitor, data):
    someone = await visitor()
    await to_photo(someone)
    heard = await someone.say(photo=data)
    assert heard, "something is said"
    assert all(bubble.side == "bot" for bubble in heard)


# ------------------------------------------------------------------------------- pace and cookies


async def test_thirty_a_minute(visitor):
    someone, other = await visitor(), await visitor()
    for n in range(30):
        assert (await someone.post(headers=HTMX, text=f"{n}")).status == 200
    assert (await someone.post(headers=HTMX, text="하나 더")).status == 429
    slow = await someone.post(text="하나 더")
    assert slow.headers["Location"] == "/?notice=too_fast#latest"
    assert "천천히" in await (await someone.client.get("/?notice=too_fast")).text()
    assert (await other.post(headers=HTMX, text="안녕하세요")).status == 200
    assert "하나 더" not in {bubble.text for bubble in await someone.seen()}


async def test_a_lost_cookie_costs_one_more_press(house: Office, visitor):
    someone = await visitor()
    await someone.say("비밀이에요 canary")
    someone.client.session.cookie_jar.clear()
    lost = await someone.post(text="안녕하세요")
    assert lost.status == 303
    page = await (await someone.client.get(lost.headers["Location"])).text()
    assert "오래됐어요" in page
    assert "canary" not in page
    someone.csrf = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    assert (await someone.say("안녕하세요"))[-1].side == "bot"


async def test_after_a_lost_cookie_the_receipt_still_opens(house: Office, visitor):
    number = await house.report("somebody else")
    store = house.system.deps.store
    who = store.conversation_id(ConversationRef(channel="web", address="somebody else"))
    with store.look() as uow:
        said = "\n".join(row.reply.text for row in uow.outbox.thread(who, 0, 100))
    word = re.search(r"확인말[^가-힣]*([가-힣]+ [가-힣]+)", said).group(1)
    someone = await visitor()
    await someone.say(f"접수번호 {number}")
    heard = await someone.say(word)
    assert any(number in bubble.text for bubble in heard)


@pytest.mark.parametrize("value", ["", "x", "a" * 42, "a" * 44, "a" * 42 + "!", "가" * 43])
async def test_a_cookie_of_another_shape_is_nobody(house: Office, value):
    client = TestClient(house.server, cookie_jar=DummyCookieJar())
    house.browsers.append(client)
    response = await client.get("/", headers={"Cookie": f"{COOKIE}={value}"})
    assert response.status == 200
    assert response.cookies[COOKIE].value != value
    for path in ("/chat/since", "/chat/stream"):
        response = await client.get(path, headers={"Cookie": f"{COOKIE}={value}"})
        assert response.status == 403


# ----------------------------------------------------------------------------------------- stream


async def event(stream) -> bytes:
    """The next event of a stream, without the heartbeats."""
    while True:
        block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 5)
        if not block.startswith(b":"):
            return block


async def test_the_stream_says_that_there_is_news_and_nothing_else(house: Office, visitor):
    someone = await visitor()
    await someone.say("사람과 이야기하고 싶어요")
    number = house.newest()
    await house.system.start()
    async with someone.client.get("/chat/stream") as stream:
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-store"
        await stream.content.readuntil(b"\n\n")
        last = (await someone.seen())[-1].id
        cases.reply(house.system.deps, number, KIM, "안녕하세요 canary")
        house.system.gateway.ring("outbox")
        told = await event(stream)
        assert b"canary" not in told
        assert re.fullmatch(rb"id: \d+\ndata: \d+\n\n", told)
    news = await someone.client.get("/chat/since", params={"after": str(last)})
    assert [b.text for b in bubbles(await news.text()) if b.side == "staff"]


async def test_what_came_while_the_line_was_cut_is_not_missed(house: Office, visitor):
    someone = await visitor()
    await someone.say("사람과 이야기하고 싶어요")
    number = house.newest()
    await house.system.start()
    async with someone.client.get("/chat/stream") as stream:
        await stream.content.readuntil(b"\n\n")
    last = (await someone.seen())[-1].id
    cases.reply(house.system.deps, number, KIM, "그사이에 드린 답")
    async with someone.client.get("/chat/stream", headers={"Last-Event-ID": "1"}) as stream:
        await stream.content.readuntil(b"\n\n")
    # The page asks again whenever it is connected anew.
    news = await someone.client.get("/chat/since", params={"after": str(last)})
    assert any("그사이에 드린 답" in b.text for b in bubbles(await news.text()))


async def test_streams_end_with_the_service(house: Office, visitor):
    someone = await visitor()
    async with someone.client.get("/chat/stream") as stream:
        await stream.content.readuntil(b"\n\n")
        assert house.system.runtimes["web"].health() == {"open_pages": 1.0}
        await house.system.stop_intake()
        assert await asyncio.wait_for(stream.content.read(), 2) == b""
    assert house.system.runtimes["web"].health() == {"open_pages": 0.0}
