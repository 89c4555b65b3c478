"""Mails about orders: written in the transaction they tell of, sent by a worker."""
