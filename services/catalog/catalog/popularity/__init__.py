"""What sells: committed reservations, counted."""
