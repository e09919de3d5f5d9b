"""What a process forked by `tests.forked` has read when it begins."""

import bot.__main__  # noqa: F401  everything that `ieum` imports
from tests import loaded

loaded.keep()
loaded.scene()
