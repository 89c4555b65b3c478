"""Zoco on AWS."""
