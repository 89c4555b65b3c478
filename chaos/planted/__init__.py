"""Test the tests: bugs on purpose, in a copy of the services' source; every one is found out."""
