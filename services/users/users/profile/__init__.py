"""Profiles: what other services may know of a person."""
