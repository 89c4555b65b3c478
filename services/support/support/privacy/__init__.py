"""A person's right to a copy of what support knows of them, and to be forgotten."""
