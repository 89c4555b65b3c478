"""Phone numbers: one spelling for each."""
