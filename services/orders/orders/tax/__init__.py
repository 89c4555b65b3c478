"""Which tax an order pays: rates by class, country and day."""
