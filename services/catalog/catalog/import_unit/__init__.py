"""The products of a file on its way in: what was read of each, and what became of it."""
