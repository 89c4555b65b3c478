"""A person's right to a copy of everything the shop knows of them, and to be forgotten by all of it."""
