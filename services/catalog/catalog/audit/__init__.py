"""What must hold of stock and reservations at every commit: how it is seen, and put right."""
