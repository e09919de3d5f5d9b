"""Several pictures at once in a form: each is kept, and the album is answered once."""

import pytest
from dialog_talk import Talk


@pytest.fixture
def report(seongdong: Talk) -> Talk:
    return seongdong.really("옆집 할아버지가 며칠째 안 보여요")


def kept(talk: Talk) -> tuple[str, ...]:
    return talk.form.answers["photo"].values


def test_an_album_is_answered_once(report: Talk) -> None:
    assert report.photo(1).keys == ["input.photo_kept", "form.neighbour-report.urgent"]
    assert report.photo(2).keys == []
    assert report.photo(3).keys == []
    assert kept(report) == ("1", "2", "3")
    assert report.press("급한 일은 없어요").asked == "place"


def test_too_many_are_said_to_be_so_once(report: Talk) -> None:
    for photo_id in range(1, 6):
        report.photo(photo_id)
    assert report.photo(None).keys[0] == "form.photo_enough"
    assert report.photo(None).keys == []
    assert len(kept(report)) == 5


def test_a_picture_later_or_after_an_answer_is_answered(report: Talk) -> None:
    report.photo(1)
    assert report.wait(seconds=10).photo(2).keys[0] == "input.photo_kept"
    report.press("급한 일은 없어요")
    assert report.photo(3).keys == ["input.photo_kept", "form.neighbour-report.place"]


def test_words_under_a_picture_of_the_album_are_heard(report: Talk) -> None:
    report.photo(1)
    report.photo(2, "급한 일은 없어요")
    assert report.asked == "place"
    assert kept(report) == ("1", "2")
