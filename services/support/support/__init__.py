"""Tickets, messages and what agents need to answer them."""
