"""What an order costs."""
