"""Words of an address → 관할 행정동. The gazetteer itself is plugged in from outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Dong(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...


class PlaceGuess(Protocol):
    @property
    def candidates(self) -> Sequence[Dong]: ...
    @property
    def certain(self) -> bool: ...
    @property
    def evidence(self) -> str: ...


class Places(Protocol):
    """Words of an address → 관할 행정동. Within the pack's own area first."""

    def guess(self, text: str) -> PlaceGuess: ...
    def dong(self, code: str) -> Dong | None: ...
    def in_area(self, code: str) -> bool: ...
