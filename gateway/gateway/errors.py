"""What the gateway's commands refuse, as one line a person can act on."""


class GatewayError(Exception):
    """Ends a command with exit code 1; the message says what is wrong and what to do."""
