"""Measurements: `make bench`. They print ratios and tables; nothing fails because a machine is slow."""
