"""Collections: products put together by hand, in an order."""
