"""What support reads from its environment."""

from urllib.parse import urlsplit

import chassis.settings
from chassis.settings import Secret


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """What every service reads, and the two services that know more about a customer.

    A solved ticket is closed after `close_after_days` without a reply; a delivery is late
    when an order is not complete `delivery_days` after it was confirmed.
    Answers go through `smtp_url` (`smtp://host:port`, or with `user:password@` for STARTTLS, or `smtps://`),
    come from `mail_from` (support at the storefront's host) and lead to `storefront_url` (the issuer, when
    it is empty).
    """

    users_url: str
    orders_url: str
    smtp_url: Secret
    attachments_bucket: str
    close_after_days: int = 7
    delivery_days: int = 10
    storefront_url: str = ""
    shop_name: str = "Zoco"
    mail_from: str = ""

    @property
    def home(self) -> str:
        """Where links lead, without a slash at its end."""
        return (self.storefront_url or self.issuer).rstrip("/")

    @property
    def sender_address(self) -> str:
        return self.mail_from or f"support@{_domain(urlsplit(self.home).hostname)}"


def _domain(host: str | None) -> str:
    """A number is no domain that mail could come from."""
    return host if host is not None and any(c.isalpha() for c in host) and ":" not in host else "localhost"
