"""What variants cost and when, and what changes by itself: sales, availability."""
