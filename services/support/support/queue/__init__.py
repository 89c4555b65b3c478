"""How agents find tickets: filters, words and views that they keep."""
