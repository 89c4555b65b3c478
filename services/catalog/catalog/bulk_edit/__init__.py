"""Bulk edits: prices and states of up to 100 products, each its own success or refusal."""
