import pytest
from intents_cases import labels

from intents import Interpreter


@pytest.fixture(scope="session")
def interpreter() -> Interpreter:
    return Interpreter(labels())
