"""Which label a text speaks for: what phrases teach, and what is made of it."""
