"""Which tickets belong together: merged into one, or related."""
