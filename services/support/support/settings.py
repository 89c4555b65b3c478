"""What support reads from its environment."""

import chassis.settings


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """What every service reads, and the two services that know more about a customer.

    A solved ticket is closed after `close_after_days` without a reply; a delivery is late
    when an order is not complete `delivery_days` after it was confirmed.
    """

    users_url: str
    orders_url: str
    close_after_days: int = 7
    delivery_days: int = 10
