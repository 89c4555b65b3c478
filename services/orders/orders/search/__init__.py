"""Orders among millions."""
