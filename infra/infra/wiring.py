"""What each deployable finds in its environment on AWS, and which secrets it must be given."""

from infra.names import Names
from infra.shop import SERVICES

# Who calls whom: the table of synchronous calls in the design. Everybody also asks users for tokens and keys.
CALLS = {
    "catalog": (),
    "users": (),
    "orders": ("catalog", "users"),
    "support": ("users", "orders"),
}
# Variables that come from the service's entry in Secrets Manager, a JSON object; never from a template.
SECRETS = {
    "catalog": ("CLIENT_SECRET",),
    "users": ("CLIENT_SECRET", "SIGNING_KEY_SECRET", "SERVICE_CLIENTS", "SMTP_URL"),
    "orders": ("CLIENT_SECRET", "LINK_SECRET", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "SMTP_URL"),
    "support": ("CLIENT_SECRET", "SMTP_URL"),
}
# Whose files lie in S3, and what its bucket is called.
BUCKETS = {"catalog": "files", "support": "attachments"}
TRUST = "/opt/zoco/current/rds.pem"
GATEWAY_PORT = 8443


def callers(service: str) -> set[str]:
    """Whose hosts a service lets in: the gateway's, those of whoever calls it, and everybody's for users."""
    return {"gateway"} | {name for name in SERVICES if service in (*CALLS[name], "users") and name != service}


def service(names: Names, name: str, *, database_host: str, redis_url: str) -> dict[str, str]:
    """Settings of one service, without its secrets and its ports. `database_host` is known when deployed."""
    shop = names.shop
    own = {
        "catalog": {
            "REDIS_URL": redis_url,
            "SHOP_CURRENCY": shop.currency,
            "SHOP_LANGUAGE": shop.language,
            "FILES_BUCKET": names.bucket(BUCKETS["catalog"]),
            "MEDIA_URL": f"{_issuer(names)}/v1/media",
        },
        "users": _passkeys(names) | _mails(names),
        "orders": {"PAYMENT_RETURN_URL": shop.storefronts[0]} | _mails(names),
        "support": {"ATTACHMENTS_BUCKET": names.bucket(BUCKETS["support"])} | _mails(names),
    }[name]
    return {
        "HOST": "0.0.0.0",  # noqa: S104 - its security group decides who gets there
        "DATABASE_URL": f"postgresql+iam://{name}_app@{database_host}:5432/{name}"
        f"?sslmode=verify-full&sslrootcert={TRUST}",
        "ISSUER": _issuer(names),
        "JWKS_URL": f"{names.url('users')}/.well-known/jwks.json",
        "TOKEN_URL": f"{names.url('users')}/internal/oauth/token",
        "AWS_DEFAULT_REGION": shop.region,
        "EVENTS_TOPIC_ARN": names.arn("sns", names.topic(name)),
        "QUEUE_URL": names.queue_url(names.queue(name)),
        "DEAD_LETTER_QUEUE_URL": names.queue_url(names.dead_letters(name)),
        **{f"{called.upper()}_URL": names.url(called) for called in CALLS[name]},
        **own,
    }


def gateway(names: Names) -> dict[str, str]:
    """Settings of Envoy and of its keys agent. Its load balancer does not ask whose certificate it is."""
    return {
        "GATEWAY_HOST": "0.0.0.0",  # noqa: S104 - its security group lets the load balancer in alone
        "GATEWAY_PORT": str(GATEWAY_PORT),
        "GATEWAY_STATE": "/var/lib/zoco/gateway",
        "GATEWAY_TLS": "self-signed",
        "GATEWAY_TRUSTED_HOPS": "1",
        "GATEWAY_CONCURRENCY": "2",
        "CORS_ORIGINS": ",".join(names.shop.storefronts),
        "ISSUER": _issuer(names),
        "AUDIENCE": "zoco",
        "JWKS_URL": f"{names.url('users')}/.well-known/jwks.json",
        **{f"{name.upper()}_URL": names.url(name) for name in SERVICES},
    }


def _passkeys(names: Names) -> dict[str, str]:
    origins = names.shop.storefronts
    domain = origins[0].partition("://")[2].partition(":")[0]
    return {"PASSKEY_DOMAIN": domain, "PASSKEY_ORIGINS": " ".join(origins)}


def _mails(names: Names) -> dict[str, str]:
    shop = names.shop
    return {"STOREFRONT_URL": shop.storefronts[0], "SHOP_NAME": shop.title, "MAIL_FROM": shop.mail_from}


def _issuer(names: Names) -> str:
    return f"https://{names.shop.domain}"
