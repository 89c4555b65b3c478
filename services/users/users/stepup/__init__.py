"""Step-up: proving again, in the middle of a session, who one is (RFC 9470)."""
