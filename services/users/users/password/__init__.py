"""Passwords: hashed slowly, checked fairly."""
