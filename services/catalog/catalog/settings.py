"""What catalog reads from its environment, beside what every service reads."""

import chassis.settings


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    redis_url: str
    """Where the read cache is. It may be down: the same answers, slower."""
