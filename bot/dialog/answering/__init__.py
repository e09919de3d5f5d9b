"""Published answers in talk: what is shown of a programme, and words that lean on it."""
