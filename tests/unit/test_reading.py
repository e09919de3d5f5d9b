"""All answers in one go."""

from datetime import date

from bot.content.loader import load
from bot.reading import pages


def test_every_entry_is_printed_once_with_its_source_and_without_repeating_itself() -> None:
    content = load("sejong-sodam", today=date(2026, 11, 22))
    printed = list(pages(content, date(2026, 11, 22)))
    assert len(printed) == len(content.faq.ids)
    for page, entry_id in zip(printed, content.faq.ids, strict=True):
        assert page.startswith(f"## {content.faq.title(entry_id)} ({entry_id})")
        parts = [part for part in page.split("\n\n") if part.strip()]
        assert len(parts) == len(set(parts))


def test_amounts_of_last_year_are_not_printed() -> None:
    content = load("sejong-sodam", today=date(2026, 11, 22))
    now = "\n".join(pages(content, date(2026, 11, 22)))
    later = "\n".join(pages(content, date(2027, 1, 1)))
    assert "820,556" in now
    assert "820,556" not in later
