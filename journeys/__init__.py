"""Whole stories, told through the gateway of a running system."""
