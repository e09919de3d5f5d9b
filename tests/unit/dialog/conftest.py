"""One conversation a test."""

import pytest
from dialog_talk import Talk


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def seongdong() -> Talk:
    """At an office with many 동."""
    return Talk("seoul-seongdong")
