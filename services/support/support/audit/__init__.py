"""What agents did to tickets, and what of whom they read: written with it, kept for good."""
