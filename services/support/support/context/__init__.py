"""What an agent sees of the customer beside the ticket, asked live of the services that own it."""
