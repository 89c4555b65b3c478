"""What orders reads from its environment."""

from urllib.parse import urlsplit

from msgspec import field

import chassis.settings
from chassis.settings import Secret


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """Links of guests are signed with a key made of `link_secret`, which must outlive them.

    `smtp_url` is `smtp://host:port`, or with `user:password@` for STARTTLS, or `smtps://`. Links in mails
    lead to `storefront_url` (the issuer, when it is empty); mails come from `mail_from` (no-reply at that
    host). `orders_at_once` is how many orders one process drives: eight keep a processor busy, the others
    wait for the provider; one more is refused.
    """

    catalog_url: str
    users_url: str
    stripe_secret_key: Secret
    stripe_webhook_secret: Secret
    link_secret: Secret
    smtp_url: Secret
    stripe_api_base: str = "https://api.stripe.com"
    payment_return_url: str = ""
    order_deadline_seconds: int = 900
    orders_at_once: int = 64
    goodwill_limit_minor: int = 5000
    prices_include_tax: bool = True
    step_up_from: dict[str, int] = field(default_factory=lambda: {"EUR": 500_00})
    step_up_on_new_address: bool = False
    storefront_url: str = ""
    shop_name: str = "Zoco"
    mail_from: str = ""

    @property
    def home(self) -> str:
        """Where links lead, without a slash at its end."""
        return (self.storefront_url or self.issuer).rstrip("/")

    @property
    def sender_address(self) -> str:
        return self.mail_from or f"no-reply@{_domain(urlsplit(self.home).hostname)}"


def _domain(host: str | None) -> str:
    """A number is no domain that mail could come from."""
    return host if host is not None and any(c.isalpha() for c in host) and ":" not in host else "localhost"
