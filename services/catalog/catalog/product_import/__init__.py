"""Files with products on their way into the shop: uploaded, read, tried, put in."""
