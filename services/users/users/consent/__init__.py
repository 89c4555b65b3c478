"""Consents: what somebody allows the shop, to which wording, since when."""
