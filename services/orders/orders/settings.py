"""What orders reads from its environment."""

from msgspec import field

import chassis.settings
from chassis.settings import Secret


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """Everything orders reads from its environment."""

    catalog_url: str
    users_url: str
    stripe_secret_key: Secret
    stripe_webhook_secret: Secret
    stripe_api_base: str = "https://api.stripe.com"
    payment_return_url: str = ""
    order_deadline_seconds: int = 900
    goodwill_limit_minor: int = 5000
    prices_include_tax: bool = True
    step_up_from: dict[str, int] = field(default_factory=lambda: {"EUR": 500_00})
    step_up_on_new_address: bool = False
