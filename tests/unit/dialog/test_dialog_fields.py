"""One reader for each kind of question, and what is taken from words said before."""

import pytest
from dialog_talk import MORNING, REF, Talk, meaning, scene

from bot.dialog.forms import fields, prefill
from bot.dialog.moment import Moment
from bot.dialog.reading import NOTHING, Read, clipped
from bot.domain.conversation import Conversation
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import Answer, FieldKind, FormProgress


def moment(text: str = "", choice: str | None = None, pack: str = "seoul-seongdong") -> Moment:
    kind = EventKind.PRESS if choice else EventKind.TEXT
    event = InboundEvent(event_id="1", ref=REF, at=MORNING, kind=kind, text=text, choice=choice)
    talk = Conversation(id="c", channel="web")
    return Moment(
        talk=talk,
        event=event,
        mind=None if choice else meaning(text),
        scene=scene(pack),
        now=MORNING,
    )


def read(
    form_id: str,
    field_id: str,
    text: str = "",
    choice: str | None = None,
    **progress: object,
) -> Read:
    here = moment(text, choice)
    field = here.scene.content.forms[form_id].field(field_id)
    at = FormProgress(form_id=form_id, at=field_id, **progress)  # type: ignore[arg-type]
    return fields.read(field, here, at)


def values(found: Read) -> tuple[str, ...] | None:
    return found.answer.values if found.answer else None


# ------------------------------------------------------------------------------- one choice


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "hurt"),
        ("2번이요", "no_response"),
        ("급한 일은 없어요", "no"),
        ("아니요", "no"),
        ("아니요 급하진 않아요", "no"),
        ("문을 두드려도 대답이 없어요", "no_response"),
        ("때리는 소리가 나요", "violence"),
        ("때리는 소리는 안 나요", "no"),  # a denied danger is none
        ("때리는 소리가 안 멈춰요", "violence"),
        ("다치진않았어요", "no"),
        ("다치진 않았는데 대답이 없어요", "no_response"),
        ("지금은 괜찮아요", "no"),
        ("안 괜찮아요", None),
        ("대답은 해요", "no"),
        ("전화는 해도 안 받아요", None),
        ("아직은요", "no"),
        ("문은 안 두드려봤어요", "unknown"),
        ("아니요 급하진 않은데 때리는 소리가 나요", None),  # too grave to guess
        ("노란 대문이에요", None),
        ("99", None),
    ],
)
def test_a_choice_is_read_from_a_number_a_label_or_a_sentence(text: str, value: str | None) -> None:
    found = read("neighbour-report", "urgent", text)
    assert values(found) == ((value,) if value else None)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("alone", "네", "hard"),
        ("alone", "응", "hard"),
        ("alone", "아니요", "fine"),
        ("family", "없어요", "none"),
        ("family", "네 있어요", "yes"),
        ("family", "아니요", "none"),
        ("public_care", "아니요 안 받아요", "none"),
        ("change", "네", "yes"),
        ("change", "그대로예요", "no"),
        ("income", "기초수급자예요", "recipient"),
    ],
)
def test_yes_and_no_are_answers_where_the_question_can_be_answered_so(
    field: str, text: str, value: str
) -> None:
    assert values(read("care-sos", field, text)) == (value,)


def test_a_yes_that_may_be_several_is_asked_which() -> None:
    found = read("neighbour-report", "urgent", "네")
    assert found.answer is None
    assert found.problem is not None
    assert found.problem.key == "form.which_option"


@pytest.mark.parametrize(
    ("choice", "value"),
    [
        ("opt:urgent:hurt", "hurt"),
        ("opt:hurt", "hurt"),
        ("opt:role:neighbour", None),
        ("opt:way:here", None),
        ("opt:urgent:nothing", None),
        ("skip", None),
    ],
)
def test_a_button_answers_its_own_question_only(choice: str, value: str | None) -> None:
    found = read("neighbour-report", "urgent", choice=choice)
    assert values(found) == ((value,) if value else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("이 대화방으로 받기", "here"),
        ("여기로 답 주세요", "here"),
        ("전화요", "contact"),
        ("전화는 싫어요", None),
        ("아니요 익명으로요", "receipt"),
    ],
)
def test_the_way_of_an_answer(text: str, value: str | None) -> None:
    assert values(read("neighbour-report", "way", text)) == ((value,) if value else None)


# --------------------------------------------------------------------------- several choices


def test_words_and_numbers_name_everything_that_is_meant() -> None:
    assert values(read("self-request", "overdue", "1번이랑 3번이요")) == ("rent", "insurance")
    assert values(read("self-request", "overdue", "월세랑 전기요금이요")) == ("rent", "utilities")
    assert values(read("self-request", "overdue", "월세 말고는 없어요")) == ("rent",)
    assert values(read("self-request", "overdue", "아니요")) == ("none",)


def test_presses_gather_one_by_one() -> None:
    first = read("self-request", "overdue", choice="opt:overdue:rent")
    assert first.more
    assert first.answer is not None
    second = read(
        "self-request", "overdue", choice="opt:overdue:debt", answers={"overdue": first.answer}
    )
    assert values(second) == ("rent", "debt")


def test_what_was_chosen_is_not_offered_again() -> None:
    here = moment()
    field = here.scene.content.forms["self-request"].field("overdue")
    at = FormProgress(
        form_id="self-request", at="overdue", answers={"overdue": Answer(values=("rent",))}
    )
    assert "opt:overdue:rent" not in {c.id for c in fields.offered(field, here, at)}


def test_nothing_of_the_kind_is_a_way_on() -> None:
    assert read("neighbour-report", "types", "아니요").declined
    assert read("neighbour-report", "types", "그런 건 아닌데").answer is None


# ------------------------------------------------------------------------------ own words


def test_own_words_are_kept_and_a_very_long_story_is_clipped() -> None:
    assert read("self-request", "household", "아들 둘이랑요").answer == Answer(text="아들 둘이랑요")
    long = read("self-request", "household", "가" * 4000)
    assert long.answer is not None
    assert len(long.answer.text) == 300
    assert long.noted is not None
    assert long.noted.key == "form.clipped"


@pytest.mark.parametrize("text", ["", "...", "😀", " "])
def test_nothing_but_signs_is_no_answer(text: str) -> None:
    assert read("self-request", "household", text) == Read()


def test_clipping_marks_that_there_was_more() -> None:
    assert clipped("가나다", 3) == "가나다"
    assert clipped("가나다라", 3) == "가나…"


# -------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("010-1234-5678", "010-1234-5678"),
        ("01012345678", "010-1234-5678"),
        ("010 1234 5678이에요", "010-1234-5678"),
        ("제 번호는 010.1234.5678 입니다 오전에 주세요", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("02-123-4567", "02-123-4567"),
        ("044 300 1234", "044-300-1234"),
    ],
)
def test_a_number_is_found_in_a_free_sentence(text: str, number: str) -> None:
    assert values(read("callback", "phone", text)) == (number,)


@pytest.mark.parametrize(
    "text", ["없어요", "전화는 싫어요", "아니요", "여기로 답 주세요", "괜찮아요"]
)
def test_who_would_rather_not_leave_a_number_need_not(text: str) -> None:
    assert read("self-request", "phone", text).declined


def test_a_yes_is_asked_for_the_number_and_the_rest_for_digits() -> None:
    yes = read("self-request", "phone", "네")
    assert yes.problem is not None
    assert yes.problem.key == "form.phone_ask"
    other = read("self-request", "phone", "공일공 어쩌고")
    assert other.problem is not None
    assert other.problem.key == "form.phone_invalid"


# -------------------------------------------------------------------------------- consent


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("동의합니다", "agree"),
        ("동의", "agree"),
        ("네", "agree"),
        ("네 동의해요", "agree"),
        ("동의 안 해요", "disagree"),
        ("동의하지 않아요", "disagree"),
        ("싫어요", "disagree"),
        ("아니요", "disagree"),
        ("안 할래요", "disagree"),
        ("1", "agree"),
        ("2번", "disagree"),
        ("괜찮아요", None),  # yes or no? it is asked again
        ("월세가 밀렸어요", None),
    ],
)
def test_consent_is_given_in_plain_words_only(text: str, value: str | None) -> None:
    found = read("self-request", "consent", text)
    assert values(found) == ((value,) if value else None)


@pytest.mark.parametrize("text", ["동의 안 하면 어떻게 돼요?", "네? 이게 뭐예요?"])
def test_a_question_about_consent_is_no_consent(text: str) -> None:
    found = read("self-request", "consent", text)
    assert found.answer is None
    assert found.problem is not None
    assert found.problem.key == "form.consent_why"


# ---------------------------------------------------------------------------------- place


def test_a_place_that_names_one_dong_is_routed() -> None:
    found = read("neighbour-report", "place", "마장동 우리은행 뒤")
    assert found.answer == Answer(text="마장동 우리은행 뒤", values=("1120054000",))
    assert found.noted is not None
    assert found.noted.key == "place.noted"


def test_a_place_with_several_dong_is_asked_which_and_keeps_the_words() -> None:
    found = read("neighbour-report", "place", "성수동 세탁소 2층")
    assert found.more
    assert found.answer is not None
    assert found.answer.text == "성수동 세탁소 2층"
    assert len(found.candidates) == 4

    chosen = read(
        "neighbour-report",
        "place",
        "4",
        answers={"place": found.answer},
        candidates=found.candidates,
    )
    assert chosen.answer == Answer(text="성수동 세탁소 2층", values=("1120069000",))


def test_a_second_description_adds_to_the_first() -> None:
    first = read("neighbour-report", "place", "성수동 세탁소 2층")
    assert first.answer is not None
    second = read(
        "neighbour-report",
        "place",
        "모르겠는데 편의점 옆이요",
        answers={"place": first.answer},
        candidates=first.candidates,
    )
    assert second.answer is not None
    assert second.answer.text == "성수동 세탁소 2층 모르겠는데 편의점 옆이요"
    assert second.answer.unknown


def test_words_without_a_dong_are_still_kept() -> None:
    found = read("neighbour-report", "place", "편의점 뒤 빌라 3층")
    assert found.answer == Answer(text="편의점 뒤 빌라 3층", unknown=True)
    assert found.noted is not None
    assert found.noted.key == "place.kept"


def test_a_place_of_another_office_is_taken_and_said_so() -> None:
    chosen = read("neighbour-report", "place", choice="dong:1168064000")
    assert values(chosen) == ("1168064000",)
    assert chosen.noted is not None
    assert chosen.noted.key == "place.outside"


@pytest.mark.parametrize("choice", ["dong:", "dong:0", "dong:9999999999"])
def test_a_dong_that_does_not_exist_is_no_answer(choice: str) -> None:
    assert read("neighbour-report", "place", choice=choice) == Read()


# --------------------------------------------------------------------------------- photos


def test_words_at_the_photo_question() -> None:
    assert read("neighbour-report", "photo", "사진은 없어요").declined
    assert read("neighbour-report", "photo", "못 찍었어요").declined
    assert read("neighbour-report", "photo", "네 접수해 주세요").declined
    assert read("neighbour-report", "photo", "빨간 대문이에요") == NOTHING
    assert read("neighbour-report", "photo", "네") == NOTHING
    assert read("neighbour-report", "photo", "익명으로요", misses=1).declined


# -------------------------------------------------------------------- what was said before


def said(form_id: str, words: str, *, opening: bool = True) -> dict[str, Answer]:
    here = moment(words)
    form = here.scene.content.forms[form_id]
    return prefill.with_said(here, form, {}, words, opening=opening)


def test_a_first_message_answers_what_it_holds() -> None:
    found = said("neighbour-report", "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요")
    assert found["seen"].text.startswith("옆집 할아버지가")
    assert found["since"].text == "일주일째"
    assert found["types"].values == ("isolation",)
    assert found["age"].values == ("elder",)
    assert found["sex"].values == ("male",)
    assert found["role"].values == ("neighbour",)
    assert not {"urgent", "place", "way", "household"} & found.keys()


def test_a_place_and_a_number_are_taken_when_they_are_sure() -> None:
    found = said("self-request", "행당동은 아니고 마장동 살아요 010-1234-5678로 전화 주세요")
    assert found["phone"].values == ("010-1234-5678",)
    assert said("neighbour-report", "마장동 우리은행 뒤 할머니요")["place"].values == (
        "1120054000",
    )
    assert "place" not in said("neighbour-report", "성수동 할머니요")


def test_nothing_is_taken_that_must_be_asked() -> None:
    words = "전화로 연락 주세요 혼자라 병원에 못 가요 동의합니다"
    found = said("care-sos", words)
    assert not {"consent", "alone", "family", "public_care", "change", "who"} & found.keys()


def test_a_denied_danger_is_not_taken_as_one() -> None:
    assert said("neighbour-report", "윗집이 시끄러운데 때리는 소리는 안 나요").get("urgent") is None
    assert said("neighbour-report", "윗집에서 때리는 소리가 나요")["urgent"].values == ("violence",)


def test_not_knowing_is_never_taken_over() -> None:
    assert said("neighbour-report", "잘 모르겠어요", opening=False) == {}


def test_only_opening_words_answer_the_first_question() -> None:
    assert "seen" in said("neighbour-report", "할머니가 안 보여요")
    assert "seen" not in said("neighbour-report", "할머니가 안 보여요", opening=False)


def test_every_kind_of_question_has_a_reader(talk: Talk) -> None:
    for form in talk.scene.content.forms.values():
        for field in form.fields:
            assert isinstance(read(form.id, field.id, "…"), Read)
    assert {k.value for k in FieldKind} == {
        "choice", "choices", "text", "since", "place", "phone", "photo", "consent",
    }  # fmt: skip
