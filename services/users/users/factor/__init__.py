"""Second factors in common: which an account has, how often a code may be wrong."""
