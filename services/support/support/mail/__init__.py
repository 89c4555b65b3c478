"""Answers to customers' mailboxes: written in the transaction of the answer, sent by a worker."""
