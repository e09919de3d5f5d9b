"""The shipped answers, read once, and a pack folder to write into."""

from pathlib import Path

import pytest
from faq_samples import TODAY

from faq.index import Faq


@pytest.fixture(scope="session")
def faq() -> Faq:
    return Faq.load(today=TODAY)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    folder.mkdir()
    return folder
