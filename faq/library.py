"""All data files as one value, with the file each record came from."""

from collections.abc import Mapping
from dataclasses import dataclass

from faq.entry import Entry, Figure, PhoneLine
from faq.texts import Texts


class ContentErrors(Exception):
    """The data files are wrong; `problems` lists everything, one line each."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything read, later folders laid over earlier ones. Nothing is checked across yet."""

    entries: Mapping[str, Entry]
    figures: Mapping[str, Figure]
    phones: Mapping[str, PhoneLine]  #: by number
    programmes: Mapping[str, str]  #: the catalogue: id → name of the programme
    texts: Texts
    files: Mapping[str, str]  #: entry id → file it was read from
    added: frozenset[str]  #: entry ids that come from a pack, not with the program

    def place(self, entry_id: str) -> str:
        """Return the words that open a problem: which file, which entry."""
        return f'{self.files[entry_id]}, entry "{entry_id}"'
