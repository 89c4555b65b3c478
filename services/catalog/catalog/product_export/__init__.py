"""Files with all products on their way out."""
