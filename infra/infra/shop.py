"""Everything that a shop chooses about its place on AWS. The rest of `infra` reads it and chooses nothing."""

from typing import Literal

import msgspec

SERVICES = ("catalog", "users", "orders", "support")
DEPLOYABLES = (*SERVICES, "gateway")


class Hosts(msgspec.Struct, frozen=True):
    """The machines of one deployable; between `fewest` and `most` of them, one zone each while they last."""

    kind: str
    fewest: int
    most: int


class Database(msgspec.Struct, frozen=True):
    """One service's PostgreSQL. It grows by itself up to `most_gib`."""

    kind: str
    gib: int
    most_gib: int
    is_multi_az: bool = True
    backup_days: int = 14


class Cache(msgspec.Struct, frozen=True):
    """Catalog's Valkey: two nodes survive the loss of one."""

    kind: str
    nodes: int = 2


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """`name` begins every name on AWS; it stays as it is once something has been deployed."""

    profile: str
    zones: tuple[str, ...]
    hosts: dict[str, Hosts]
    databases: dict[str, Database]
    cache: Cache
    nat_gateways: int
    has_private_endpoints: bool = False
    has_firewall: bool = False
    processor: Literal["arm64", "x86_64"] = "arm64"
    name: str = "zoco"
    account: str = "111122223333"
    region: str = "eu-west-1"
    domain: str = "api.shop.example"
    certificate: str = "00000000-0000-0000-0000-000000000000"
    """The id of the domain's certificate in ACM, in this region."""
    storefronts: tuple[str, ...] = ("https://shop.example",)
    """Origins from which browsers may ask; passkeys and links in mails belong to the first."""
    title: str = "Shop"
    """What mails call the shop."""
    mail_from: str = "no-reply@shop.example"
    alarm_mail: str = "operations@shop.example"
    currency: str = "EUR"
    language: str = "en"
    log_days: int = 30
    cidr: str = "10.20.0.0/16"

    @property
    def image(self) -> str:
        """The public parameter that names the newest Amazon Linux 2023 image."""
        return f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-{self.processor}"


SMALL = Shop(
    profile="small",
    zones=("eu-west-1a", "eu-west-1b"),
    hosts=dict.fromkeys(DEPLOYABLES, Hosts("t4g.small", fewest=2, most=4)),
    databases=dict.fromkeys(SERVICES, Database("db.t4g.small", gib=20, most_gib=200)),
    cache=Cache("cache.t4g.small"),
    nat_gateways=1,
)
BIG = Shop(
    profile="big",
    zones=("eu-west-1a", "eu-west-1b", "eu-west-1c"),
    hosts=dict.fromkeys(DEPLOYABLES, Hosts("m7g.large", fewest=3, most=12)),
    databases=dict.fromkeys(SERVICES, Database("db.r7g.xlarge", gib=200, most_gib=2000, backup_days=35)),
    cache=Cache("cache.r7g.large", nodes=3),
    nat_gateways=3,
    has_private_endpoints=True,
    has_firewall=True,
)
PROFILES = {shop.profile: shop for shop in (SMALL, BIG)}
