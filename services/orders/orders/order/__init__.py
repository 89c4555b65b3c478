"""The agreement with a customer."""
