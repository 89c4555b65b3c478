"""Brings a shop's products in from the CSV file that Shopify exports."""
