"""Puts typing faults right before a text is read for its meaning."""
