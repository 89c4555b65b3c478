"""What others may ask about tokens: where everything is, and whether one is still good."""
