"""What staff tells itself about an order."""
