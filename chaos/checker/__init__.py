"""Judges what a run left behind, from outside: SQL, the provider's ledger, what clients saw."""
