"""What it costs to send an order: methods, by country."""
