"""What each part finds in its environment: the wiring of the whole system."""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from zoco.edge import SELF_SIGNED, Edge
from zoco.home import SERVICES, Home, Secrets
from zoco.ports import Ports

if TYPE_CHECKING:
    from chassis.topology import Addresses

# What a part may know of the shell that started it. A proxy, an AWS profile, a PYTHONPATH would mislead it.
PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LOG_LEVEL")
PASSED_ON_BY_PREFIX = ("OTEL_",)
REGION = "eu-west-1"
ATTACHMENTS = "zoco-attachments"  # the bucket of support's files
FILES = "zoco-files"  # and of catalog's
LOCAL_AWS = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
CALLS = {
    "orders": ("CATALOG_URL", "USERS_URL"),
    "support": ("USERS_URL", "ORDERS_URL"),
}


class Webhooks(msgspec.Struct, frozen=True):
    """An address, and the environment of who calls it."""

    url: str
    environment: dict[str, str]


class Wiring(msgspec.Struct, frozen=True):
    """A stack's folder, ports and secrets, and the environments that follow from them."""

    home: Home
    ports: Ports
    secrets: Secrets
    edge: Edge = Edge()

    def url(self, part: str) -> str:
        scheme = "https" if part == "gateway" and self.edge.is_tls else "http"
        return f"{scheme}://127.0.0.1:{getattr(self.ports, part)}"

    @property
    def certificate(self) -> Path | None:
        """What a client of the gateway has to trust, when it is one of its own making."""
        return self.home.path("gateway", "tls", SELF_SIGNED, "tls.crt") if self.edge.is_tls else None

    @property
    def webhooks(self) -> "Webhooks":
        """Where the payment sandbox tells the shop what happened: at its front door, as a provider does."""
        trusted = {"SSL_CERT_FILE": str(self.certificate)} if self.certificate else {}
        secret = {"PAYMENTS_WEBHOOK_SECRET": self.secrets.stripe_webhook_secret}
        return Webhooks(f"{self.url('gateway')}/v1/webhooks/stripe", secret | trusted)

    def common(self) -> dict[str, str]:
        passed = {
            name: value
            for name, value in os.environ.items()
            if name in PASSED_ON or name.startswith(PASSED_ON_BY_PREFIX)
        }
        # A folder named like a package must not be found instead, and a log line must not wait in a buffer.
        return passed | {
            "ZOCO_HOME": str(self.home.folder),
            "PYTHONSAFEPATH": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def service(self, name: str, addresses: "Addresses") -> dict[str, str]:
        """The settings of one service."""
        own = {
            "users": self._users,
            "catalog": self._catalog,
            "orders": self._orders,
            "support": self._support,
        }[name]()
        return self._every_service(name) | self._messages(addresses) | self._calls(name) | own

    def database_url(self, name: str) -> str:
        password = self.secrets.database_passwords[name]
        return f"postgresql://{name}:{password}@127.0.0.1:{self.ports.postgres}/{name}"

    def aws_client(self) -> dict[str, str]:
        """What botocore needs to reach the local AWS."""
        return {
            "endpoint_url": self.url("aws"),
            "region_name": REGION,
            "aws_access_key_id": LOCAL_AWS["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": LOCAL_AWS["AWS_SECRET_ACCESS_KEY"],
        }

    def gateway(self) -> dict[str, str]:
        """The settings of the gateway and of its keys agent."""
        return {
            "GATEWAY_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.ports.gateway),
            "GATEWAY_STATE": str(self.home.path("gateway")),
            "ISSUER": self.url("gateway"),
            "AUDIENCE": "zoco",
            "JWKS_URL": self._jwks_url,
            "KEYS_REFRESH_SECONDS": "5",
            **self.edge.settings(),
        } | {f"{name.upper()}_URL": self.url(name) for name in SERVICES}

    @property
    def _jwks_url(self) -> str:
        return f"{self.url('users')}/.well-known/jwks.json"

    def _every_service(self, name: str) -> dict[str, str]:
        return {
            "HOST": "127.0.0.1",
            "PORT": str(getattr(self.ports, name)),
            "DATABASE_URL": self.database_url(name),
            "ISSUER": self.url("gateway"),
            "JWKS_URL": self._jwks_url,
            "TOKEN_URL": f"{self.url('users')}/internal/oauth/token",
            "CLIENT_SECRET": self.secrets.client_secrets[name],
        }

    def _messages(self, addresses: "Addresses") -> dict[str, str]:
        return LOCAL_AWS | {
            "AWS_ENDPOINT_URL": self.url("aws"),
            "EVENTS_TOPIC_ARN": addresses.topic_arn,
            "QUEUE_URL": addresses.queue_url,
            "DEAD_LETTER_QUEUE_URL": addresses.dead_letter_queue_url,
        }

    def _calls(self, name: str) -> dict[str, str]:
        return {variable: self.url(variable.removesuffix("_URL").lower()) for variable in CALLS.get(name, ())}

    def _users(self) -> dict[str, str]:
        digests = {
            name: hashlib.sha256(secret.encode()).hexdigest()
            for name, secret in self.secrets.client_secrets.items()
        }
        return {
            "SIGNING_KEY_SECRET": self.secrets.signing_key_secret,
            "SERVICE_CLIENTS": msgspec.json.encode(digests).decode(),
            # A browser makes passkeys for localhost, never for an address.
            "PASSKEY_DOMAIN": "localhost",
            "PASSKEY_ORIGINS": f"http://localhost:{self.ports.gateway} http://localhost:3000",
            "SMTP_URL": self._smtp_url,
        }

    @property
    def _smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.ports.mail}"

    def _catalog(self) -> dict[str, str]:
        return {
            "REDIS_URL": f"redis://127.0.0.1:{self.ports.redis}/0",
            "FILES_BUCKET": FILES,
            "MEDIA_URL": f"{self.url('gateway')}/v1/media",
        }

    def _support(self) -> dict[str, str]:
        return {"SMTP_URL": self._smtp_url, "ATTACHMENTS_BUCKET": ATTACHMENTS}

    def _orders(self) -> dict[str, str]:
        return {
            "LINK_SECRET": self.secrets.link_secret,
            "SMTP_URL": self._smtp_url,
            "STRIPE_SECRET_KEY": self.secrets.stripe_secret_key,
            "STRIPE_API_BASE": self.url("payments"),
            "STRIPE_WEBHOOK_SECRET": self.secrets.stripe_webhook_secret,
        }


def repository() -> Path:
    """The checkout that this command line belongs to."""
    return Path(__file__).resolve().parents[2]
