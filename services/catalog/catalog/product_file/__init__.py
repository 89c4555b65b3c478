"""Products as files: the CSV that Shopify exports and our own JSON Lines, read and written. No I/O."""
