"""Throttling: how often something may be tried, by whom and by everybody together."""
