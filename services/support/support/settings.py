"""What support reads from its environment."""

from chassis import settings


class Settings(settings.Settings, frozen=True):
    """What every service reads; support needs nothing of its own yet."""
