"""What makes an order cheaper: percentages, amounts, free shipping; how often, and for whom."""
