"""Trouble of orders opens or escalates tickets, once per cause; when it is gone, what it opened is closed."""
