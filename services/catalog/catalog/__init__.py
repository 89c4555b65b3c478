"""Products, variants, prices, stock and reservations."""
