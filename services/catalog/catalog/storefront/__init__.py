"""What shoppers see of the catalogue: lists, search, one product."""
