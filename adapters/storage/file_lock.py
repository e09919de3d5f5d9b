"""One writer at a time, over all processes of this machine, also while SQLite checkpoints.

SQLite's own lock is not enough: in versions 3.7.0 to 3.51.2 a checkpoint by one connection while
another one writes can corrupt the write-ahead log (https://www.sqlite.org/wal.html, "the
WAL-reset bug", read 2026-10). A second process (`ieum staff add` beside `ieum serve`) must wait.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bot.ports import StoreAway

_PAUSES = (0.001, 0.002, 0.005, 0.01, 0.02)  # seconds between tries; the last one is repeated

if sys.platform == "win32":  # pragma: no cover

    def _try_lock(handle: int) -> bool:
        return True  # BEGIN IMMEDIATE keeps writers apart there; checkpoints are not guarded

    def _unlock(handle: int) -> None:
        return

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


class FileLock:
    """An advisory lock that dies with its process. Not for two threads at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self, patience: float) -> None:
        """Raises `StoreAway` when others hold it for longer than `patience` seconds."""
        deadline = time.monotonic() + patience
        handle = self._open()
        tries = 0
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise StoreAway("the database is locked by another process")
            time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    def release(self) -> None:
        if self._handle is not None:
            _unlock(self._handle)

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open(self) -> int:
        if self._handle is None:
            try:
                self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise StoreAway("the folder of the database cannot be written to") from error
        return self._handle
