"""이음톡: the bot and its core. What holds for the whole process is set here."""

import gc

# What is imported and loaded at a start stays: the collector would walk through it again and again
# for nothing. Later, what a turn leaves behind is no reason to look every time; this is about ten
# turns at once.
gc.set_threshold(20_000)
