"""What support knows of a customer's orders: that they exist, whose they are, how far they are."""
