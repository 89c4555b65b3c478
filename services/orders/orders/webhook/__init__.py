"""What the payment provider tells by itself."""
