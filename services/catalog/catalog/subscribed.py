"""Every event catalog listens to: none yet. Shipments and returns will move stock from here."""
