"""One event in: one transaction with everything that follows from it, once."""

from dataclasses import replace
from pathlib import Path
from secrets import SystemRandom

import pytest

from bot.domain.events import EventKind
from bot.services.inbound import Picture, understand
from tests.contract.services.office import Office, keys, ref, text


class Broken(SystemRandom):
    """Dice that fall off the table."""

    def choice(self, seq):  # type: ignore[no-untyped-def]
        raise RuntimeError("no dice")


def test_an_event_seen_before_changes_nothing(office: Office) -> None:
    office.say("web:a", "전화 상담 예약할래요")
    event = office.event("web:a", EventKind.TEXT, text="동의합니다")
    first = office.take(event)
    state = office.talk("web:a")
    again = office.take(event)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.messages == ()
    assert office.talk("web:a") == state
    assert keys(office.heard("web:a")) == ["form.callback.phone"]


def test_on_a_channel_that_only_answers_the_answer_is_given_again(office: Office) -> None:
    event = office.event("kakao:a", EventKind.TEXT, text="안녕하세요")
    first = office.take(event)
    again = office.take(replace(event, reply_token="another"))
    assert [m.reply.key for m in first.messages] == ["greet.hello"]
    assert [(m.id, m.reply) for m in again.messages] == [(m.id, m.reply) for m in first.messages]
    assert {m.reply_token for m in again.messages} == {"another"}
    assert again.repeated


def test_a_submit_that_comes_twice_opens_one_case(office: Office) -> None:
    office.say("kakao:a", "전화 상담 예약할래요", "동의합니다", "010-1234-5678", "내일", "병원비")
    send = office.event("kakao:a", EventKind.TEXT, text="네 보내 주세요")
    first = office.take(send)
    again = office.take(send)
    assert [m.reply.text for m in first.messages] == [m.reply.text for m in again.messages]
    assert office.numbers() == ["2026-0001"]


def test_what_fails_leaves_nothing_behind_and_can_come_again(office: Office) -> None:
    office.say("web:a", "전화 상담 예약할래요", "동의합니다", "010-1234-5678", "내일", "병원비")
    before = office.talk("web:a")
    send = office.event("web:a", EventKind.TEXT, text="네 보내 주세요")
    whole = office.deps
    office.deps = replace(whole, random=Broken())
    with pytest.raises(RuntimeError, match="no dice"):
        office.take(send)
    assert office.talk("web:a") == before
    assert office.numbers() == []
    assert office.heard("web:a") == []
    office.deps = whole
    assert not office.take(send).repeated
    assert keys(office.heard("web:a")) == ["form.done.callback"]
    assert office.numbers() == ["2026-0001"]


def test_nothing_masked_is_ever_stored(office: Office, tmp_path: Path) -> None:
    said = office.say("web:a", "제 주민번호는 900101-1234567이고 월세가 밀렸어요")
    assert keys(said)[0] == "privacy.masked"
    office.say("web:a", "사람과 이야기하고 싶어요", "다시 말하면 900101-1234567이에요")
    [number] = office.numbers()
    assert all("1234567" not in line for line in office.thread(number))
    files = [p.read_bytes() for p in tmp_path.iterdir() if p.is_file()]
    assert all(b"1234567" not in data for data in files)


def test_a_press_is_not_read_for_its_meaning(office: Office) -> None:
    pressed = office.event("web:a", EventKind.PRESS, choice="menu", text="죽고 싶어요")
    assert understand(office.deps, pressed) is None
    said = office.event("web:a", EventKind.TEXT, text="죽고 싶어요")
    assert understand(office.deps, said) is not None
    masked = replace(said, text="[주민등록번호 가림]", masked=("rrn",))
    mind = understand(office.deps, masked)
    assert mind is not None
    assert "rrn" in mind.masked


def test_a_picture_that_could_not_be_read_is_said_so(office: Office) -> None:
    event = office.event("web:a", EventKind.PHOTO)
    office.take(event, Picture(problem="photo.unreadable"))
    assert keys(office.heard("web:a")) == ["photo.unreadable"]


def test_the_words_under_a_bad_picture_still_count(office: Office) -> None:
    event = office.event("web:a", EventKind.PHOTO, text="죽고 싶어요")
    office.take(event, Picture(problem="photo.too_large"))
    assert "crisis.suicide.self" in keys(office.heard("web:a"))


@pytest.mark.parametrize(
    ("kind", "problem", "told"),
    [
        (EventKind.OTHER, "", "input.words_only"),  # a film
        (EventKind.PHOTO, "photo.missing", "photo.missing"),
    ],
)
def test_words_under_what_was_not_taken_reach_a_person_and_the_rest_is_said_so(
    office: Office, kind: EventKind, problem: str, told: str
) -> None:
    office.say("web:a", "사람과 이야기하고 싶어요")
    office.take(office.event("web:a", kind, text="우리 집 천장이에요"), Picture(problem=problem))
    assert keys(office.heard("web:a")) == [told]
    [number] = office.numbers()
    assert "우리 집 천장이에요" in office.thread(number)


def test_words_under_a_film_are_understood(office: Office) -> None:
    film = office.event("web:a", EventKind.OTHER, text="옆집 할아버지가 일주일째 안 보여요")
    office.take(film)
    said = keys(office.heard("web:a"))
    assert said[0] == "input.words_only"
    assert said[-1] == "form.neighbour-report.urgent"
    office.take(office.event("web:b", EventKind.OTHER, text="죽고 싶어요"))
    assert keys(office.heard("web:b"))[0] == "crisis.suicide.self"


def test_a_picture_is_kept_only_where_it_is_wanted(office: Office) -> None:
    office.photo("web:a")
    assert keys(office.photo("web:a")) == ["input.photo_unexpected"]
    with office.store.look() as uow:
        assert uow.photos.get(1, office.store.conversation_id(ref("web:a"))) is None


def test_who_blocks_us_is_marked_and_unmarked(office: Office) -> None:
    office.say("telegram:a", "안녕하세요")
    office.take(office.event("telegram:a", EventKind.LEFT))
    office.take(office.event("telegram:a", EventKind.JOINED))
    assert office.heard("telegram:a") == []


def test_what_staff_wrote_is_shown_before_the_answer_where_only_answers_go(office: Office) -> None:
    office.say("kakao:a", "사람과 이야기하고 싶어요")
    [number] = office.numbers()
    office.reply(number, "안녕하세요, 담당자예요.")
    answered = office.take(office.event("kakao:a", EventKind.TEXT, text="답변 확인"))
    assert [m.reply.key for m in answered.messages] == ["staff.reply", "handoff.reply_waiting"]
    assert "지금까지 온 답변" in text([m.reply for m in answered.messages])
    assert "답변 확인" not in office.thread(number)


def test_channels_that_speak_first_get_nothing_to_show(office: Office) -> None:
    event = office.event("telegram:a", EventKind.TEXT, text="안녕하세요")
    assert office.take(event).messages == ()
