"""Working a case at the desk: queue, page, claim, reply, close, and what is refused."""

from __future__ import annotations

import asyncio
import re

import pytest
from desk_office import Office, hidden

from bot.domain.case import CaseStatus, Disposition
from bot.domain.staff import Role

pytestmark = pytest.mark.asyncio


async def test_a_case_from_the_chat_stands_in_the_queue(desk: Office) -> None:
    number = await desk.report("neighbour")
    kim = await desk.at_desk("kim")

    page = await kim.text("/desk")

    assert number in page
    assert "이웃 제보" in page
    assert "옆집 할아버지가 일주일째" in page
    assert f"위기도 {desk.case(number).risk.score}: 불러도 대답이 없음" in page
    assert "미인수" in page


async def test_the_place_somebody_told_is_nobodys_decision(desk: Office) -> None:
    await desk.say(
        "neighbour", "옆집에서 애 때리는 소리가 나요", "소담동 새샘마을 3단지 302동이에요"
    )
    kim = await desk.at_desk("kim")
    page = await kim.text(f"/desk/cases/{desk.newest()}")
    assert "알려 주신 곳을 보고 관할을" in page
    assert "resident가" not in page


async def test_claim_reply_close(desk: Office) -> None:
    number = await desk.talk("resident", "월세가 밀렸어요")
    kim = await desk.at_desk("kim")
    path = f"/desk/cases/{number}"

    page = await kim.text(path)
    claimed = await kim.post(f"{path}/claim", version=hidden(page, "version"))
    assert (claimed.status, claimed.headers["Location"]) == (303, path)
    assert desk.case(number).owner == "kim"

    page = await kim.text(path)
    replied = await kim.post(f"{path}/reply", version=hidden(page, "version"), text="내일 만나요.")
    assert replied.status == 303
    page = await kim.text(path)
    assert "내일 만나요." in page
    assert "보내는 중" in page

    closed = await kim.post(
        f"{path}/close",
        version=hidden(page, "version"),
        disposition="info_only",
        reason="긴급복지 안내",
        notice="",
    )
    assert closed.status == 303
    case = desk.case(number)
    assert (case.status, case.disposition) == (CaseStatus.CLOSED, Disposition.INFO_ONLY)
    assert "정보 안내: 긴급복지 안내" in await kim.text(path)


async def test_fifty_claims_at_once_make_one_owner(desk: Office) -> None:
    number = await desk.talk("resident")
    kim, lee = await desk.at_desk("kim"), await desk.at_desk("lee")
    version = str(desk.case(number).version)
    tokens = [(who, await who.csrf()) for who in (kim, lee)]

    responses = await asyncio.gather(
        *(
            who.post(f"/desk/cases/{number}/claim", version=version, csrf=csrf)
            for who, csrf in tokens * 25
        )
    )

    statuses = sorted(response.status for response in responses)
    assert statuses == [303] + [409] * 49
    claims = [event for event in desk.events(number) if event.name == "claimed"]
    assert [event.actor for event in claims] == [desk.case(number).owner]


async def test_a_stale_reply_is_refused_and_its_words_are_kept(desk: Office) -> None:
    number = await desk.talk("resident")
    kim, lee = await desk.at_desk("kim"), await desk.at_desk("lee")
    path = f"/desk/cases/{number}"
    seen_by_lee = hidden(await lee.text(path), "version")
    await kim.post(f"{path}/claim", version=seen_by_lee)

    refused = await lee.post(f"{path}/reply", version=seen_by_lee, text="제가 <먼저> 답할게요")

    page = await refused.text()
    assert refused.status == 409
    assert "kim 님이 이 건을 고쳤어요" in page
    assert "kim이 맡았어요." in page
    assert "제가 &lt;먼저&gt; 답할게요" in page
    assert "제가" not in str([e.detail for e in desk.events(number)])
    again = await lee.post(
        f"{path}/reply", version=hidden(page, "version"), text="제가 <먼저> 답할게요"
    )
    assert again.status == 303


async def test_roles_lead(desk: Office) -> None:
    number = await desk.talk("resident")
    lead = await desk.at_desk("park", Role.LEAD)
    desk.add("kim", Role.CASEWORKER)
    path = f"/desk/cases/{number}"

    page = await lead.text(path)
    assigned = await lead.post(f"{path}/assign", version=hidden(page, "version"), to="kim")

    assert assigned.status == 303
    assert desk.case(number).owner == "kim"


async def test_an_open_page_is_told_what_to_do_now(desk: Office) -> None:
    number = await desk.talk("resident", "월세가 밀렸어요")
    kim, lee = await desk.at_desk("kim"), await desk.at_desk("lee")
    path = f"/desk/cases/{number}"
    await kim.post(f"{path}/claim", version=hidden(await kim.text(path), "version"))
    await kim.post(
        f"{path}/reply", version=hidden(await kim.text(path), "version"), text="얼마나 밀렸나요?"
    )
    assert "지금은 기다리면 돼요" in _next(await kim.text(f"{path}/thread"))

    await desk.say("resident", "두 달이요")

    fragment = await kim.text(f"{path}/thread")
    assert "답을 기다리고 있어요" in _next(fragment)
    assert "새 글이 왔어요" in fragment[fragment.index('id="history"') :]
    assert "<b>kim</b> 님이 맡고 있어요" in _next(await lee.text(path))
    assert "krds-btn medium primary" not in await lee.text(path)
    await kim.post(
        f"{path}/close",
        version=hidden(await kim.text(path), "version"),
        disposition="linked",
        reason="끝",
    )
    assert "끝났어요(종결 · 연계)" in _next(await kim.text(path))
    assert "팀장님께" in _next(await kim.text(path))
    assert "팀장님께" not in _next(await (await desk.at_desk("park", Role.LEAD)).text(path))


def _next(page: str) -> str:
    found = re.search(r'<p id="next-words"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found
    return found.group(1)


async def test_what_a_person_was_called_for_is_what_happened(desk: Office) -> None:
    await desk.say("resident", "우리 어머니가 82세신데 기초연금 신청은 어떻게 해요")
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    page = await kim.text(f"/desk/cases/{number}")
    story = page[page.index('id="what-title"') : page.index('id="next-title"')]
    assert "우리 어머니가 82세신데" in story


async def test_whoever_has_a_case_may_hand_it_on_and_nobody_else(desk: Office) -> None:
    number = await desk.talk("resident")
    kim, lee = await desk.at_desk("kim"), await desk.at_desk("lee")
    desk.add("choi", Role.CASEWORKER)
    path = f"/desk/cases/{number}"
    assert "다른 분께 맡기기" not in await kim.text(path)
    await kim.post(f"{path}/claim", version=hidden(await kim.text(path), "version"))
    theirs = await lee.text(path)
    assert "다른 분께 맡기기" not in theirs
    refused = await lee.post(f"{path}/assign", version=hidden(theirs, "version"), to="lee")
    assert refused.status == 409
    assert "이 일을 할 권한이 없어요" in await refused.text()
    assert desk.case(number).owner == "kim"

    mine = await kim.text(path)
    assert '<option value="kim"' not in mine
    handed = await kim.post(f"{path}/assign", version=hidden(mine, "version"), to="choi")

    assert handed.status == 303
    assert desk.case(number).owner == "choi"
    late = await kim.post(f"{path}/assign", version=hidden(mine, "version"), to="lee")
    assert late.status == 409
    assert "고쳤어요" in await late.text()
    assert desk.case(number).owner == "choi"


async def test_the_address_of_a_refused_form_leads_to_the_case(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    for action in ("claim", "reply", "close", "unmask"):
        answer = await kim.get(f"/desk/cases/{number}/{action}")
        assert (answer.status, answer.headers["Location"]) == (303, f"/desk/cases/{number}")


async def test_closing_without_a_reason_is_refused_in_its_own_words(desk: Office) -> None:
    number = await desk.talk("resident")
    kim = await desk.at_desk("kim")
    path = f"/desk/cases/{number}"
    version = hidden(await kim.text(path), "version")
    page = await (await kim.post(f"{path}/close", version=version, disposition="linked")).text()
    assert "왜 이렇게 마쳤는지" in page
    assert "누가 왜 보았는지 기록에 남아요.</p>" not in page.split('id="close-reason"')[1]
