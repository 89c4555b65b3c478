"""Stock: how much of each variant there is, how much of it is promised, and why."""
