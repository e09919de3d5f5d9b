"""The ways people write a 동."""

import pytest

from adapters.places.spelling import spellings, spoken


@pytest.mark.parametrize(
    ("name", "forms", "stem"),
    [
        ("마장동", {"마장동"}, "마장"),
        ("행당제1동", {"행당제1동", "행당1동", "행당동"}, "행당"),
        ("홍제제1동", {"홍제제1동", "홍제1동", "홍제동"}, "홍제"),
        ("제기동", {"제기동"}, "제기"),
        ("중동", {"중동"}, ""),
        ("조치원읍", {"조치원읍"}, "조치원"),
        ("성수동2가", {"성수동2가", "성수2가", "성수동", "성수2가동"}, "성수"),
        ("종로3가", {"종로3가"}, "종로"),
        ("불로.봉무동", {"불로봉무동", "불로동", "봉무동"}, ""),
        ("면목제3.8동", {"면목제38동", "면목38동", "면목3동", "면목8동", "면목동"}, "면목"),
    ],
)
def test_spellings(name: str, forms: set[str], stem: str) -> None:
    assert set(spellings(name).full) == forms
    assert spellings(name).stem == stem


def test_a_dong_of_a_numbered_street_has_many() -> None:
    assert {"성수2가제3동", "성수2가3동", "성수동2가3동", "성수동2가", "성수동"} <= set(
        spellings("성수2가제3동").full
    )
    assert {"금호2가", "금호3가동", "금호동3가", "금호23가동"} <= set(spellings("금호2.3가동").full)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("성수2가3동", "성수이가삼동"),
        ("상계10동", "상계십동"),
        ("목11동", "목십일동"),
        ("가락20동", "가락이십동"),
        ("마장동", "마장동"),
    ],
)
def test_numbers_as_they_are_said(form: str, said: str) -> None:
    assert spoken(form) == said
