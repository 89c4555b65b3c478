"""Proofs: single-use tokens that were mailed, and come back from whoever reads that mailbox."""
