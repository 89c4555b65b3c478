"""Products and their variants: what staff describe and price."""
