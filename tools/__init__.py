"""What the Makefile calls: house rules, contracts."""
