"""Working a case at the desk: queue, page, claim, reply, close, and what is refused."""

from __future__ import annotations

import asyncio

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
