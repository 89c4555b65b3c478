"""Orders that cannot go on by themselves, and what staff decides about them."""
