"""What agents do to an order from a ticket, once per action, as far as their own permissions go."""
