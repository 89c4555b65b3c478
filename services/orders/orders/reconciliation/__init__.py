"""The provider's records against ours, and what becomes of a difference."""
