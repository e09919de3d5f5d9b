"""A form in talk: what is said to its questions and beside them, until it is sent."""
