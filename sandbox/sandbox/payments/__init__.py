"""A payment provider that speaks Stripe's API, remembers everything and fails on request."""
