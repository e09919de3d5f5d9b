"""이음톡: the bot and its core. Set before anything loads numpy: see below."""

import os

# A message is read by many short products of vectors. Threads of the algebra library only get in
# one another's way there: with one, long messages take half the time (measured 2026-11-22).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
