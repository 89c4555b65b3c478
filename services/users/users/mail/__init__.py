"""Mails to people: written in the transaction they tell of, sent by a worker."""
