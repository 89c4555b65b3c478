"""E-mail addresses: one spelling for each."""
