"""Turns a wish into a confirmed or a cancelled order."""
