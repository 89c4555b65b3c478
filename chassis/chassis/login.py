"""Log-ins without a lasting password: a token that IAM has signed for, made for each connection.

An address says so in its scheme: `postgresql+iam://catalog_app@host:5432/catalog`. A token is good for a
quarter of an hour, and only to begin a connection; making one takes no request. Credentials come from where
botocore finds them, which renews those of a machine's role by itself.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urlsplit, urlunsplit

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError

from chassis.messaging import SESSION

SECONDS = 900
IAM = "+iam"

Password = Callable[[], Awaitable[str]]


async def token(service: str, authority: str, **asked: str) -> str:
    """Proves to `service` at `authority` who asks, and for what. Raises ConnectionError without a key."""
    try:
        credentials = await SESSION.get_credentials()
        if credentials is None:
            raise ConnectionError(f"no AWS credentials to log in at {authority} with")
        frozen = await credentials.get_frozen_credentials()
    except BotoCoreError as error:
        raise ConnectionError(f"no AWS credentials to log in at {authority} with") from error
    request = AWSRequest("GET", f"https://{authority}/?{urlencode({'Action': 'connect', **asked})}")
    region = SESSION.get_config_variable("region")
    SigV4QueryAuth(frozen, service, region, expires=SECONDS).add_auth(request)
    return str(request.url).removeprefix("https://")


def postgres(url: str) -> tuple[str, Password | None]:
    """The address as a driver knows it, and what makes a password for each connection, if it says `+iam`."""
    parts = urlsplit(url)
    if not parts.scheme.endswith(IAM):
        return url, None
    user, authority = parts.username or "", f"{parts.hostname}:{parts.port or 5432}"

    async def password() -> str:
        return await token("rds-db", authority, DBUser=user)

    return urlunsplit(parts._replace(scheme=parts.scheme.removesuffix(IAM))), password
