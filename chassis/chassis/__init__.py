"""Shared plumbing of the services: HTTP, database, events, tokens. It knows no commerce word."""
