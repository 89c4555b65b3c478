"""A small service that the chassis' tests run: notes, and a count of what others wrote."""
