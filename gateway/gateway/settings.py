"""Everything the gateway reads from its environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from gateway.errors import GatewayError

SERVICES = ("catalog", "users", "orders", "support")

SELF_SIGNED = "self-signed"

# Plain HTTP inside the network: a path or https here would be ignored without a word, so it is refused.
ServiceUrl = Annotated[str, Meta(pattern=r"^http://[^/\s,]+:[0-9]+(,http://[^/\s,]+:[0-9]+)*$")]
PageUrl = Annotated[str, Meta(pattern=r"^https?://[^/\s]+/\S*$")]
PublicUrl = Annotated[str, Meta(pattern=r"^https?://[^/\s]+$")]
_ORIGIN = r"https?://[a-z0-9.\-]+(:[0-9]+)?"
# The network's own collector, which may send on to wherever; https would be ignored here without a word.
CollectorUrl = Annotated[str, Meta(pattern=r"^(http://[^/\s]+:[0-9]+(/\S*)?)?$")]
Origins = Annotated[str, Meta(pattern=rf"^({_ORIGIN}(,{_ORIGIN})*)?$")]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """One field per variable, in upper case there: GATEWAY_PORT, ISSUER, CATALOG_URL and so on.

    A service's address may be several, with commas between.
    """

    gateway_state: Path
    issuer: PublicUrl
    catalog_url: ServiceUrl
    users_url: ServiceUrl
    orders_url: ServiceUrl
    support_url: ServiceUrl
    jwks_url: PageUrl
    audience: Annotated[str, Meta(min_length=1)] = "zoco"
    gateway_host: str = "127.0.0.1"
    gateway_port: Annotated[int, Meta(ge=1, le=65535)] = 8080
    gateway_concurrency: Annotated[int, Meta(ge=1, le=64)] = 1
    gateway_client_seconds: Annotated[float, Meta(gt=0)] = 10.0  # a slower request is 408
    gateway_drain_seconds: Annotated[float, Meta(ge=0)] = 10.0  # what is under way may take, after SIGTERM
    gateway_limit_scale: Annotated[int, Meta(ge=1)] = 1  # multiplies every rate limit; for load tests
    gateway_tls: str = ""  # "self-signed", or a folder with tls.crt and tls.key; empty: plain HTTP
    gateway_trusted_hops: Annotated[int, Meta(ge=0, le=1)] = 0  # load balancers in front that name the client
    gateway_connections: Annotated[int, Meta(ge=1)] = 10_000  # of clients, at once
    gateway_service_requests: Annotated[int, Meta(ge=1)] = 48  # to one host of a service, at once
    gateway_heap_mib: Annotated[int, Meta(ge=1)] = 1024  # near it, requests are 503
    cors_origins: Origins = ""  # exact origins of storefronts, with commas between
    keys_refresh_seconds: Annotated[float, Meta(gt=0)] = 5.0
    otel_exporter_otlp_endpoint: CollectorUrl = ""  # where spans go; empty: none are made
    otel_traces_sampler_arg: Annotated[float, Meta(ge=0, le=1)] = 1.0  # the share of traces that is kept
    otel_bsp_schedule_delay: Annotated[int, Meta(ge=1)] = 5000  # ms for which spans are gathered

    @property
    def upstreams(self) -> dict[str, list[str]]:
        return {name: getattr(self, f"{name}_url").split(",") for name in SERVICES}

    @property
    def origins(self) -> list[str]:
        return self.cors_origins.split(",") if self.cors_origins else []

    @property
    def promises_https(self) -> bool:
        """Not with a certificate of its own making: browsers would ask it of everything else on that host."""
        return self.issuer.startswith("https://") and self.gateway_tls != SELF_SIGNED

    @property
    def public_authority(self) -> str:
        return urlsplit(self.issuer).netloc


def read_settings(environment: Mapping[str, str]) -> Settings:
    fields = msgspec.structs.fields(Settings)
    missing = [
        field.name.upper() for field in fields if field.required and not environment.get(field.name.upper())
    ]
    if missing:
        raise GatewayError(f"missing settings: {', '.join(missing)}. Set them in the environment.")
    given = {
        field.name: environment[field.name.upper()] for field in fields if environment.get(field.name.upper())
    }
    try:
        return msgspec.convert(given, Settings, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").upper()
        raise GatewayError(f"setting {name} is not usable: {error}") from None


# For checking routes where nothing runs.
EXAMPLE = Settings(
    gateway_state=Path("state"),
    issuer="http://127.0.0.1:8080",
    catalog_url="http://127.0.0.1:8092",
    users_url="http://127.0.0.1:8091",
    orders_url="http://127.0.0.1:8093",
    support_url="http://127.0.0.1:8094",
    jwks_url="http://127.0.0.1:8091/.well-known/jwks.json",
)
