"""Payments that a cardholder disputes at their bank."""
