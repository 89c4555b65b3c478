"""Lines, or pieces of them, that are not sent after all."""
