"""A person's right to a copy of what orders knows of them, and to be forgotten."""
