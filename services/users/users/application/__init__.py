"""Third-party applications: registered by admins, acting by themselves with permissions of their own."""
