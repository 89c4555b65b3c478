"""Parcels: which pieces of an order leave when."""
