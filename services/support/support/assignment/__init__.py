"""Whose work a ticket is: by hand, in turn by capacity, and taken over from who is away or silent."""
