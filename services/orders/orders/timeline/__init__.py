"""What happened to an order, by whom, when and why."""
