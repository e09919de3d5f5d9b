"""Speed as a ratio to a ceiling measured in the same run: `python -m tests.bench`."""
