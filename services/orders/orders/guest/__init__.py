"""Orders of people without an account: bought from a cart, read by a link, theirs once they have one."""
