"""Brings products in from a file and writes them to one; the shop does the work."""
