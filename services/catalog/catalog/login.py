"""Redis' address as its client takes it: `rediss+iam://user@host:6379/0?cache=name` logs in with IAM tokens.

`cache` is the name of the replication group, for which a token is made.
https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
"""

from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from redis.credentials import CredentialProvider

from chassis import login


class Token(CredentialProvider):
    """A new one for each connection, which ElastiCache ends after twelve hours; the pool opens another."""

    def __init__(self, user: str, cache: str) -> None:
        self._user, self._cache = user, cache

    async def get_credentials_async(self) -> tuple[str, str]:
        return self._user, await login.token("elasticache", self._cache, User=self._user)


def options(url: str) -> dict[str, Any]:
    """The arguments of `from_url`."""
    parts = urlsplit(url)
    if not parts.scheme.endswith(login.IAM):
        return {"url": url}
    [cache] = parse_qs(parts.query)["cache"]
    plain = parts._replace(
        scheme=parts.scheme.removesuffix(login.IAM), netloc=parts.netloc.rpartition("@")[2], query=""
    )
    return {"url": urlunsplit(plain), "credential_provider": Token(parts.username or "", cache)}
