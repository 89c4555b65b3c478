"""Orders: what a customer agreed to buy, its payment, and the saga that brings both to an end."""
