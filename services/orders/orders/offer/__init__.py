"""What can be bought, as catalog last announced it."""
