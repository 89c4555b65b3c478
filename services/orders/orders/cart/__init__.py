"""What somebody may buy, before it is an order."""
