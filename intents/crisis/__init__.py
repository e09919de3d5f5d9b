"""Hears danger in a text: what kind, how sure, who it is about, and in which words."""
