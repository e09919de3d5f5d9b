"""Every case holds what was said of it and nothing else; nothing said to a person is lost."""

from datetime import timedelta

import pytest

from bot.domain.case import CaseStatus, EventName, ReplyWay
from bot.domain.conversation import Mode
from bot.services import clocks
from tests.contract.services.office import Office, keys, text

PERSON = "사람과 이야기하고 싶어요"
CALLED = "사람과 이야기"  #: as staff read it


# ------------------------------------------------------------------ one case, one matter


def test_a_second_report_is_a_case_of_its_own(office: Office) -> None:
    first = office.report("web:a")
    office.say("web:a", "이웃이 걱정돼요")
    office.press("web:a", "대답이 없어요")
    office.say("web:a", "윗집 아이가 밤마다 울어요", "용답동 12번지")
    while "form.neighbour-report.way" not in keys(office.say("web:a", "건너뛰기")):
        pass
    office.press("web:a", "이 대화방으로 받기")
    office.press("web:a", "이대로 보내기")
    second = office.newest()
    assert office.numbers() == [first.number, second.number]
    assert office.case(first.number).alarm == ""
    assert office.talk("web:a").linked == (first.number, second.number)
    assert not any("할머니" in line for line in office.thread(second.number))
    assert not any("윗집" in line for line in office.thread(first.number))


def test_words_go_to_the_case_that_staff_last_answered(office: Office) -> None:
    first, second = office.report("web:a"), office.report("web:a")
    office.reply(first.number, "할머니 댁은 몇 호인가요?")
    office.say("web:a", "203호예요")
    office.reply(second.number, "두 번째 집은요?")
    office.say("web:a", "501호예요")
    assert office.thread(first.number)[-1] == "203호예요"
    assert office.thread(second.number)[-1] == "501호예요"


def test_closing_one_leaves_the_talk_about_the_other(office: Office) -> None:
    first, second = office.report("web:a"), office.report("web:a")
    office.reply(second.number, "몇 호인가요?")
    office.close(first.number)
    assert office.talk("web:a").mode is Mode.HUMAN
    office.say("web:a", "501호예요")
    assert office.thread(second.number)[-1] == "501호예요"


def test_what_was_told_anonymously_is_in_no_later_case(office: Office) -> None:
    office.report("web:a", way="완전 익명으로")
    office.say("web:a", PERSON, "월세 때문에요")
    handoff = office.newest()
    assert handoff.type == "handoff"
    first, *more = office.thread(handoff.number)
    assert first.startswith(CALLED)
    assert more == ["월세 때문에요"]


def test_after_an_anonymous_report_unnamed_words_are_of_none_before(office: Office) -> None:
    linked = office.report("web:a")
    assert not office.talk("web:a").apart
    office.report("web:a", way="완전 익명으로")
    assert office.talk("web:a").apart
    office.say("web:a", "지금 쓰러져 계세요")
    assert "지금 쓰러져 계세요" not in office.thread(linked.number)


def test_what_was_said_before_a_report_is_not_in_it(office: Office) -> None:
    office.say("web:a", "제가 이혼하고 혼자 사는데 기초수급 되나요?")
    report = office.report("web:a")
    assert not any("이혼" in line for line in office.thread(report.number))


@pytest.mark.parametrize("end", ["취소할게요", "동의 안 해요"])
def test_what_was_taken_back_is_in_no_later_case(office: Office, end: str) -> None:
    office.say("web:a", "상담 신청할게요")
    if end.startswith("취소"):
        office.say("web:a", "동의합니다", "빚이 많아요 아무도 몰라요")
    office.say("web:a", end, PERSON)
    [line] = office.thread(office.newest().number)
    assert line.startswith(CALLED)


def test_a_number_given_and_taken_back_names_nobody(office: Office) -> None:
    office.say("web:a", "이웃이 걱정돼요")
    office.press("web:a", "급한 일은 없어요")
    office.say("web:a", "3층 할머니가 며칠째 안 보여요", "마장동")
    while "form.neighbour-report.way" not in keys(office.say("web:a", "건너뛰기")):
        pass
    office.say("web:a", "전화로 주세요", "제 번호는 010-3333-4444예요", "완전 익명으로 할게요")
    office.press("web:a", "이대로 보내기")
    case = office.newest()
    assert case.reply_way is ReplyWay.RECEIPT
    assert "contact" not in case.answers
    assert not any("3333" in line for line in office.thread(case.number))


def test_the_word_of_a_receipt_is_in_no_case(office: Office) -> None:
    report = office.report("telegram:a", way="완전 익명으로")
    word = office.word("telegram:a", report.number)
    office.say("kakao:b", report.number, word, PERSON)
    [line] = office.thread(office.newest().number)
    assert line.startswith(CALLED)
    office.say("kakao:c", f"{report.number} {word}")
    office.press("kakao:c", "그만 보기")
    office.say("kakao:c", "이제 다 끝내고 싶어요 약도 모아놨어요")
    assert not any(word in line for line in office.thread(office.newest().number))


def test_what_only_steers_is_no_word_of_the_case(office: Office) -> None:
    case = office.request("web:a")
    assert office.thread(case.number) == [
        "전화 상담 예약할래요",
        "010-1234-5678",
        "내일 오전",
        "병원비요",
    ]


def test_the_queue_shows_how_they_put_it_themselves(office: Office) -> None:
    assert office.request("web:a").first_words == "병원비요"
    assert office.report("web:b").first_words == "3층 할머니가 며칠째 안 보여요"


# ------------------------------------------------------------------------ asking a person


def test_asking_for_a_person_opens_a_case_with_the_talk_so_far(office: Office) -> None:
    office.say("web:a", "월세가 두 달 밀려서 걱정이에요", PERSON)
    case = office.newest()
    assert (case.type, case.status) == ("handoff", CaseStatus.NEW)
    assert case.first_words.startswith("월세가 두 달 밀려서 걱정이에요")
    assert office.thread(case.number)[0] == "월세가 두 달 밀려서 걱정이에요"


def test_a_telephone_number_takes_nothing_from_what_was_said(office: Office) -> None:
    told = "쌀이 떨어졌어요 전화는 010-2034-5678이에요"
    said = office.say("web:a", told)
    assert "receipt" not in " ".join(keys(said))
    office.say("web:a", PERSON)
    assert told in office.thread(office.newest().number)


def test_asking_again_stays_on_the_open_case(office: Office) -> None:
    case = office.request("web:a")
    office.say("web:a", PERSON)
    assert office.numbers() == [case.number]
    heard = office.events(case.number)[-1]
    assert (heard.name, heard.detail) == (EventName.HEARD, {"reason": "asked"})
    assert office.thread(case.number)[-1].startswith(CALLED)


def test_erasure_is_a_matter_of_its_own(office: Office) -> None:
    request = office.request("web:a")
    office.say("web:a", "내 정보 지워주세요")
    erase = office.newest()
    assert erase.type == "erase"
    assert office.case(request.number).is_open
    office.say("web:a", "2026년 여름에 신청한 것도요")
    assert office.thread(erase.number)[-1] == "2026년 여름에 신청한 것도요"


def test_pictures_and_places_reach_the_person(office: Office) -> None:
    office.say("web:a", PERSON)
    office.photo("web:a", "고지서예요")
    with office.store.look() as uow:
        [picture] = [m for m in uow.cases.thread(office.newest().number) if m.photo_id]
        assert picture.text == "고지서예요"
        assert uow.photos.get(picture.photo_id or 0, picture.case_no)


# ---------------------------------------------------------------- words that find no case


def test_words_after_a_case_was_withdrawn_elsewhere_begin_anew(office: Office) -> None:
    case = office.report("web:a")
    word = office.word("web:a", case.number)
    office.reply(case.number, "몇 호인가요?")
    office.heard("web:a")
    office.say("kakao:b", f"{case.number} {word}")
    office.press("kakao:b", "취소하기")
    office.say("kakao:b", "네")
    said = office.say("web:a", "203호예요")
    assert keys(said) == ["handoff.anew.now"]
    anew = office.newest()
    assert (anew.type, anew.first_words) == ("handoff", "203호예요")
    assert office.thread(anew.number)[:1] == ["203호예요"]
    assert "이어서" in office.thread(anew.number)[-1]
    assert office.talk("web:a").mode is Mode.WAITING


def test_after_hours_that_says_when_somebody_will_look(office: Office) -> None:
    case = office.report("web:a")
    office.reply(case.number, "몇 호인가요?")
    with office.store.begin() as uow:
        uow.links.cut(case.number)
        uow.commit()
    office.now += timedelta(hours=12)
    said = office.say("web:a", "203호예요")
    assert keys(said)[-1] == "handoff.anew.after_hours"
    assert "화요일(11월 24일) 오전 9시" in text(said)
    assert office.thread(office.newest().number) == ["203호예요"]


def test_after_a_case_was_closed_the_bot_answers_again(office: Office) -> None:
    office.say("web:a", PERSON)
    [number] = office.numbers()
    office.reply(number, "안녕하세요")
    office.close(number, notice="안내해 드렸어요.")
    assert office.talk("web:a").mode is Mode.BOT
    office.heard("web:a")
    assert keys(office.say("web:a", "기초연금이 뭐예요?")) == ["faq.answer"]
    office.say("web:a", PERSON)
    assert len(office.numbers()) == 2


def test_words_told_after_a_crisis_case_was_closed_are_not_lost(office: Office) -> None:
    office.say("web:a", "이제 다 끝내고 싶어요 약도 모아놨어요")
    [number] = office.numbers()
    office.close(number)
    said = office.say("web:a", "아무도 제 말을 안 들어요")
    assert keys(said)[-1] == "crisis.stay"
    words, follows = office.thread(office.newest().number)
    assert words == "아무도 제 말을 안 들어요"
    assert "이어서" in follows


# -------------------------------------------------------------------------------- the link


def test_cutting_the_link_forgets_all_cases_of_this_conversation(office: Office) -> None:
    first, second = office.report("web:a"), office.request("web:a")
    assert keys(office.say("web:a", "연결 끊기")) == ["link.cut"]
    for number in (first.number, second.number):
        assert not office.linked(number)
        assert office.events(number)[-1].name is EventName.LINK_CUT
    talk = office.talk("web:a")
    assert (talk.case_no, talk.linked) == ("", ())
    office.reply(first.number, "몇 호인가요?")
    assert office.heard("web:a") == []
    assert keys(office.say("web:a", "연결 끊기")) == ["link.none"]


def test_thirty_days_after_closing_the_clock_cuts_it(office: Office) -> None:
    case = office.report("web:a")
    office.close(case.number)
    office.now += timedelta(days=29)
    assert clocks.cut_links(office.deps) == 0
    office.now += timedelta(days=2)
    assert clocks.cut_links(office.deps) == 1
    assert not office.linked(case.number)
    office.heard("web:a")
    # The next time they are here, the conversation has forgotten it too.
    assert keys(office.say("web:a", "제 신청 어떻게 됐어요")) == ["receipt.ask_number"]
    assert office.talk("web:a").case_no == ""


def test_leaving_a_number_keeps_no_conversation(office: Office) -> None:
    office.say("web:a", "이웃이 걱정돼요")
    office.press("web:a", "급한 일은 없어요")
    office.say("web:a", "3층 할머니가 며칠째 안 보여요", "마장동")
    while "form.neighbour-report.way" not in keys(office.say("web:a", "건너뛰기")):
        pass
    office.say("web:a", "전화로 주세요", "010-3333-4444")
    said = office.press("web:a", "이대로 보내기")
    case = office.newest()
    assert case.reply_way is ReplyWay.CONTACT
    assert not office.linked(case.number)
    assert "적어 주신 번호로" in text(said)
    sheet = case.answers["contact"]
    assert isinstance(sheet, dict)
    assert sheet["personal"] is True
