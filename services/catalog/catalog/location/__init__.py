"""Locations: where stock is kept, and in which order orders take from them."""
