"""Labels and tables that the tests of understanding share."""

from collections.abc import Iterator
from pathlib import Path

from faq.index import Faq
from intents import Label, service_labels

DATA = Path(__file__).parent / "data"


def labels() -> list[Label]:
    """Everything the product knows: what was learned of it ships, so this costs nothing."""
    return [*Faq.load().labels(), *service_labels()]


def rows(name: str, folder: Path = DATA) -> Iterator[list[str]]:
    """Yield the fields of each line of a table in `data/`."""
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
