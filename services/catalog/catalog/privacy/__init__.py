"""What catalog has to say when somebody wants to be forgotten: that it knows nobody."""
