"""What agents do to a ticket's order, once: within their role, above it when a lead approves."""
