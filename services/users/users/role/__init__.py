"""Roles: what each allows, as data that admins change."""
