"""Recovery codes: for whoever lost the device with the second factor."""
