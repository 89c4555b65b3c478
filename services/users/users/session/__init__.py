"""Sessions: a login and the refresh tokens that carry it on."""
