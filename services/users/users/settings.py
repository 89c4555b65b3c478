"""Everything users reads from its environment."""

from urllib.parse import urlsplit

import chassis.settings
from chassis.settings import Secret


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """`service_clients` maps a service's name to the SHA-256, in hex, of its client secret.

    Passkeys belong to `passkey_domain`; pages of `passkey_origins`, separated by blanks, may ask for them.
    `smtp_url` is `smtp://host:port`, or with `user:password@` for STARTTLS, or `smtps://`. Links in mails
    lead to `storefront_url` (the issuer, when it is empty); mails come from `mail_from` (no-reply at that
    host). `throttle_factor` multiplies every limit: for load tests, and for customers who share an address.
    """

    signing_key_secret: Secret
    service_clients: dict[str, str]
    passkey_domain: str
    passkey_origins: str
    smtp_url: Secret
    storefront_url: str = ""
    shop_name: str = "Zoco"
    mail_from: str = ""
    throttle_factor: float = 1.0

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
