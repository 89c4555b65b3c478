"""Credentials: what the owner does with their e-mail address and password, and how they go."""
