"""Pictures of our own: uploaded by staff, or fetched from where an import links them."""
