"""Everything users reads from its environment."""

import chassis.settings
from chassis.settings import Secret


class Settings(chassis.settings.Settings, frozen=True, kw_only=True):
    """`service_clients` maps a service's name to the SHA-256, in hex, of its client secret.

    Passkeys belong to `passkey_domain`; pages of `passkey_origins`, separated by blanks, may ask for them.
    """

    signing_key_secret: Secret
    service_clients: dict[str, str]
    passkey_domain: str
    passkey_origins: str
