"""Whether an account may buy, as users last announced it."""
