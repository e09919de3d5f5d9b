"""The address of the service: one that cannot be meant is refused in words."""

from __future__ import annotations

import pytest

from bot.server import CannotListen, _listen


@pytest.mark.parametrize("host", ["", "no host", "\udcff", "h" * 300])
def test_a_host_that_cannot_be_meant(host: str) -> None:
    """An empty one would be every address of the machine, the desk with them."""
    with pytest.raises(CannotListen, match=r"\w"):
        _listen(host, 0)


def test_a_port_that_cannot_be_meant() -> None:
    with pytest.raises(CannotListen, match="0-65535"):
        _listen("127.0.0.1", 70_000)
