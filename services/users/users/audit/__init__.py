"""The audit log: what happened to an account, shown to its owner."""
