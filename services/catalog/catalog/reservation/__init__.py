"""Reservations: stock kept for an order until it ships, is released or expires."""
