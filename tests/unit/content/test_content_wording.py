"""The catalogue fills blanks, and says clearly what it cannot do."""

import pytest

from bot.content.particles import Final, Particles
from bot.content.wording import Catalog, MissingBlank, MissingWording, parse
from bot.domain.messages import Choice

PARTICLES = Particles(
    pairs={"이/가": ("이", "가"), "으로/로": ("으로", "로")},
    rieul_as_vowel=frozenset({"으로/로"}),
    sounds={"3": Final.CONSONANT},
)


def catalog(text: str, **standing: str) -> Catalog:
    return Catalog({"key": parse(text, PARTICLES.pairs)}, {"yes": "네"}, PARTICLES, standing)


def test_blanks_are_filled_with_their_particles() -> None:
    words = catalog("{who:이/가} {where:으로/로} 갔어요: {n}번")
    text = words.render("key", {"who": "담당자", "where": "서울", "n": "3"})
    assert text == "담당자가 서울로 갔어요: 3번"


def test_a_blank_in_quotation_marks_takes_the_particle_alone() -> None:
    assert catalog("'{form}'{form:~이/가}").render("key", {"form": "신청"}) == "'신청'이"


def test_what_is_filled_in_is_never_read_as_a_template() -> None:
    assert catalog("{text}").render("key", {"text": "{office} {0} {{"}) == "{office} {0} {{"


def test_doubled_braces_stand_for_themselves() -> None:
    assert catalog("{{n}} {n}").render("key", {"n": "1"}) == "{n} 1"


def test_the_office_fills_its_own_blanks_and_a_caller_may_say_otherwise() -> None:
    words = catalog("{office}", office="소담동")
    assert words.render("key") == "소담동"
    assert words.render("key", {"office": "성동구"}) == "성동구"


def test_blanks_a_text_does_not_use_are_passed_over() -> None:
    assert catalog("네").render("key", {"n": "1"}) == "네"


def test_an_open_blank_is_an_error_that_names_it() -> None:
    with pytest.raises(MissingBlank, match=r'"key".*"number"'):
        catalog("{number}").render("key")


def test_unknown_keys_and_answers_are_errors() -> None:
    words = catalog("네")
    with pytest.raises(MissingWording, match="other"):
        words.render("other")
    with pytest.raises(MissingWording, match=r"choice\.other"):
        words.choice("other")
    with pytest.raises(MissingWording, match="other"):
        words.blanks("other")


def test_what_there_is_can_be_asked() -> None:
    words = catalog("{n}")
    assert words.has("key")
    assert not words.has("other")
    assert words.keys() == {"key"}
    assert words.blanks("key") == {"n"}
    assert words.choice("yes") == Choice(id="yes", label="네")
    assert words.choice_ids() == {"yes"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "expected a name"),
        ("{0}", "expected a name"),
        ("{이름}", "expected a name"),
        ("{who.name}", "expected a name"),
        ("{who[0]}", "expected a name"),
        ("{who!r}", "expected none"),
        ("{who:가/이}", "expected one of 이/가"),
        ("{who:>10}", "expected one of"),
        ("{who", "expected '}'"),
        ("who}", "Single '}'"),
    ],
)
def test_a_broken_template_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse(text, PARTICLES.pairs)
