"""Accounts, credentials, sessions, profiles, keys and roles."""
