"""What customers and agents say to each other in a ticket, and agents among themselves."""
