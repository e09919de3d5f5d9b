"""An entry and a figure that are right until a test spoils them."""

from datetime import date

TODAY = date(2026, 11, 23)

ENTRY = """
[[entry]]
id = "volunteer"
title = "자원봉사"
summary = "이웃을 돕고 싶은 분을 이어 드려요."
who = "누구나 하실 수 있어요."
how = "동 행정복지센터에 전화하세요."
documents = "준비할 것은 없어요."
not_covered = "기부금 영수증은 단체에 물어보세요."
phones = ["129"]
follow_ups = [
  { aspect = "who", label = "누가 하나요?" },
  { aspect = "how", label = "어떻게 해요?" },
]
names = ["자원봉사"]
ways = [
  "봉사하고 싶어요 1", "봉사하고 싶어요 2", "봉사하고 싶어요 3", "봉사하고 싶어요 4",
  "봉사하고 싶어요 5", "봉사하고 싶어요 6", "봉사하고 싶어요 7", "봉사하고 싶어요 8",
  "봉사하고 싶어요 9", "봉사하고 싶어요 10", "봉사하고 싶어요 11", "봉사하고 싶어요 12",
]
sources = [{ title = "시청", url = "https://example.go.kr/1", date = 2026-10-01 }]
verified_on = 2026-11-01
verified_by = "시험"
grade = "confirmed"
review_due = 2027-05-01
region = "municipality"
volatility = "anytime"
"""

FIGURE = """
[[figure]]
id = "thanks-2026"
label = "감사금"
value = "한 번에 5만 원"
year = 2026
grade = "confirmed"
source = { title = "시청", url = "https://example.go.kr/2", date = 2026-01-02 }
"""


def spoiled(text: str, *changes: tuple[str, str]) -> str:
    """Return `text` with each (old, new) put in; one that matches nothing fails the test."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text
