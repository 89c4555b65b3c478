"""Local stand-ins for what a shop rents: a payment provider and a mail server."""
