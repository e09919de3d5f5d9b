"""One turn at a time for each person, all persons at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable

Begin = Callable[[], None]


class Turns:
    """Lines by key, there only while somebody has a turn. First come, first served."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, deque[Begin]] = {}

    def begin(self, key: Hashable, turn: Begin) -> None:
        """Call `turn` once all who came before have ended: now, if there is nobody."""
        line = self._lines.get(key)
        if line is None:
            self._lines[key] = deque()
            turn()
        else:
            line.append(turn)

    def end(self, key: Hashable) -> None:
        """The turn that had begun is over."""
        line = self._lines[key]
        if line:
            line.popleft()()
        else:
            del self._lines[key]
