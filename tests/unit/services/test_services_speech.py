"""From what the dialog wants said to the final words."""

import pytest

from bot.content.loader import Content
from bot.content.wording import MissingBlank, MissingWording
from bot.domain.messages import Choice, Phone, Say, Tone
from bot.services.speech import spoken
from tests import loaded


@pytest.fixture(scope="module")
def content() -> Content:
    return loaded.content()


def test_everything_but_the_words_is_handed_on(content: Content) -> None:
    say = Say(
        key="crisis.suicide.self",
        choices=(Choice(id="menu", label="처음으로"),),
        phones=(Phone(number="109", label="자살예방상담"),),
        source="보건복지부",
        tone=Tone.CRISIS,
    )
    reply = spoken(content, say, {})
    assert (reply.key, reply.choices, reply.phones) == (say.key, say.choices, say.phones)
    assert (reply.source, reply.tone) == (say.source, say.tone)
    assert reply.text.startswith("많이 힘드셨겠어요")


def test_only_the_use_case_knows_the_number_and_the_word(content: Content) -> None:
    facts = {"number": "2026-0001", "word": "푸른 바다", "due": "오늘 오후 3시", "way": "여기로요."}
    reply = spoken(content, Say(key="form.done.neighbour-report"), facts)
    assert "접수번호 2026-0001" in reply.text
    assert "확인말 푸른 바다" in reply.text
    with pytest.raises(MissingBlank):
        spoken(content, Say(key="form.done.neighbour-report"), {})


def test_under_a_question_stands_how_far_one_has_come(content: Content) -> None:
    params = {"n": "2", "total": "5"}
    reply = spoken(content, Say(key="form.self-request.household", params=params), {})
    assert reply.text == "누구와 함께 사세요?\n(5개 중 2번째)"
    assert "번째" not in spoken(content, Say(key="form.self-request.household"), {}).text


def test_a_key_nobody_wrote_is_a_mistake_that_shows(content: Content) -> None:
    with pytest.raises(MissingWording):
        spoken(content, Say(key="no.such.key"), {})
