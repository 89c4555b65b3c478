"""Building releases, publishing them, and putting one on its hosts."""
