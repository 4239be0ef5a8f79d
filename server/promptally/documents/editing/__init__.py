"""A document after an edit, made from the one before it."""
