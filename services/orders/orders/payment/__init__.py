"""The money of an order, and every call to the provider."""
