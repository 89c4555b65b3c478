"""Product types: which attributes a kind of product has, and which of them are facets."""
