"""How it is judged whether the bot follows a talk."""

from pathlib import Path

import pytest

from bot.talks import Said, Shown, is_right, measure_talks, read_talks
from intents.evaluation import Half, SetsError
from tests.loaded import scene

SCENE = scene("sejong-sodam")
HEAD = "talk\twant\ttext\n"


def shown(
    *keys: str, answer: str = "", part: str = "", offered: frozenset[str] = frozenset()
) -> Shown:
    return Shown(keys=keys, answer=answer, part=part, offered=offered)


@pytest.mark.parametrize(
    ("want", "seen", "right"),
    [
        ("basic-pension", shown("faq.answer", answer="basic-pension"), True),
        ("basic-pension", shown("faq.answer", answer="elder-care"), False),
        ("basic-pension|elder-care", shown("faq.answer", answer="elder-care"), True),
        ("elder-care/how", shown("faq.answer", answer="elder-care", part="how"), True),
        ("elder-care/how", shown("faq.answer", answer="elder-care", part="who"), False),
        ("elder-care/how", shown("faq.answer", answer="elder-care"), False),
        ("elder-care/other", shown("faq.answer", answer="elder-care", part="who"), True),
        ("elder-care/other", shown("unknown.in_topic", offered=frozenset({"elder-care"})), True),
        ("elder-care/other", shown("unknown.first"), False),
        ("~elder-care", shown("unknown.told_of_topic", offered=frozenset({"elder-care"})), True),
        ("~elder-care", shown("unknown.heard"), True),
        ("~elder-care", shown("unknown.first"), False),
        ("~elder-care", shown("clarify.heard", offered=frozenset({"near-poor"})), False),
        ("~elder-care", shown("faq.answer", answer="near-poor"), False),
        ("beside:basic-pension", shown("faq.beside", offered=frozenset({"elder-care"})), True),
        ("beside:basic-pension", shown("unknown.first"), False),
        ("near-poor|beside:basic-pension", shown("faq.answer", answer="near-poor"), True),
    ],
)
def test_what_was_shown_is_held_against_what_was_wanted(
    want: str, seen: Shown, right: bool
) -> None:
    assert is_right(SCENE, want, seen) is right


def test_a_talk_is_played_in_order_and_the_first_message_counts_apart() -> None:
    said = [
        Said(talk="1", want="basic-pension", text="기초연금이 뭐예요?"),
        Said(talk="1", want="basic-pension/documents", text="서류는요?"),
        Said(talk="1", want="thanks", text="고맙습니다"),
        Said(talk="2", want="?", text="ㅁㄴㅇㄹ"),
        Said(talk="2", want="basic-pension/documents", text="서류는요?"),
    ]
    figures, misses = measure_talks(SCENE, said)
    assert {f.key: (f.value, f.n) for f in figures} == {
        "talk-first": (1.0, 1),
        "talk": (pytest.approx(2 / 3), 3),
    }
    [miss] = misses
    assert (miss.kind, miss.text) == ("talk", "서류는요?")


def test_a_form_that_begins_is_the_service_it_stands_for() -> None:
    said = [Said(talk="1", want="self-request", text="상담 신청할게요")]
    [figure], _ = measure_talks(SCENE, said)
    assert figure.value == 1


def test_every_line_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    rows = "1\tno-such\t안녕\n1\tbasic-pension\n1\telder-care/why\t왜요\n1\tthanks\t고마워요\n"
    (tmp_path / "dev_talks.tsv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(SetsError) as error:
        read_talks(tmp_path, Half.DEV, SCENE)
    assert [p.rpartition(":")[0][-2:] for p in error.value.problems] == [":2", ":3", ":4"]
    assert "안녕" not in str(error.value)


def test_an_empty_file_is_no_set(tmp_path: Path) -> None:
    (tmp_path / "dev_talks.tsv").write_text("", encoding="utf-8")
    with pytest.raises(SetsError):
        read_talks(tmp_path, Half.DEV, SCENE)


def test_sets_without_talks_are_fine(tmp_path: Path) -> None:
    assert read_talks(tmp_path, Half.TEST, SCENE) == ()


@pytest.mark.parametrize("half", Half)
def test_our_own_talks_can_be_read(half: Half) -> None:
    folder = Path(__file__).parents[3] / "intents" / "data" / "evaluation"
    assert len(read_talks(folder, half, SCENE)) > 400
