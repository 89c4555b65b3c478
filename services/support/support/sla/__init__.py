"""How fast the shop wants to answer and solve: clocks that run in business hours, warnings, breaches."""
