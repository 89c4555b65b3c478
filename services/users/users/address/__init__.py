"""The address book: where somebody's goods and invoices go."""
