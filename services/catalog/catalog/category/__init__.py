"""Categories: a tree, with the path from the root kept in every row."""
