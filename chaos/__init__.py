"""Breaks the running system on purpose, again and again, and proves that it kept every promise."""
