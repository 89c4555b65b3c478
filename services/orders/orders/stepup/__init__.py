"""When buying takes more than being logged in (RFC 9470)."""
