"""이음톡: the bot and its core. What holds for the whole process is set here, before numpy."""

import gc
import os

# A message is read by many short products of vectors. Threads of the algebra library only get in
# one another's way there: with one, long messages take half the time (measured 2026-11-22).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What is imported and loaded at a start stays: the collector would walk through it again and again
# for nothing. Later, what a turn leaves behind is no reason to look every time; this is about ten
# turns at once.
gc.set_threshold(20_000)
