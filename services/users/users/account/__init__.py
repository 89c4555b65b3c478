"""Accounts: who somebody is, what they may do, whether they may come in."""
