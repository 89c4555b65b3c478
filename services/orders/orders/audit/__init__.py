"""What must hold of orders and their money at every commit: how it is seen, and what of it is put right."""
