"""Finding products: words, facets, categories, prices, orders, suggestions."""
