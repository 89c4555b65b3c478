"""What a guest has instead of an account: links that are signed, and an id made of their address."""
