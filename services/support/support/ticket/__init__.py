"""A conversation between a customer and the shop's agents, from opening to closing."""
