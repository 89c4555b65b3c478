"""TOTP: six digits of an authenticator app (RFC 6238)."""
