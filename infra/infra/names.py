"""What things are called on AWS, as far as one stack must know it of another: names, not references."""

import msgspec

from chassis import topology
from infra.shop import Shop


class Names(msgspec.Struct, frozen=True):
    """The names of one shop."""

    shop: Shop

    @property
    def prefix(self) -> str:
        return f"{self.shop.name}-"

    @property
    def zone(self) -> str:
        """The private domain in which services find each other."""
        return f"{self.shop.name}.internal"

    def stack(self, name: str) -> str:
        return self.prefix + name

    def host(self, service: str) -> str:
        return f"{service}.{self.zone}"

    def url(self, service: str) -> str:
        return f"http://{self.host(service)}:80"

    def bucket(self, purpose: str) -> str:
        """Buckets share one name space with everybody's, so the account is part of it."""
        return f"{self.prefix}{purpose}-{self.shop.account}-{self.shop.region}"

    def secret(self, service: str) -> str:
        return f"{self.shop.name}/{service}"

    def database(self, service: str) -> str:
        return self.prefix + service

    @property
    def cache(self) -> str:
        return self.prefix + "cache"

    @property
    def alarms(self) -> str:
        return self.prefix + "alarms"

    def topic(self, service: str) -> str:
        return topology.topic_name(service, prefix=self.prefix)

    def queue(self, service: str) -> str:
        return topology.queue_name(service, prefix=self.prefix)

    def dead_letters(self, service: str) -> str:
        return topology.dead_letter_queue_name(service, prefix=self.prefix)

    def queue_url(self, name: str) -> str:
        return f"https://sqs.{self.shop.region}.amazonaws.com/{self.shop.account}/{name}"

    def logs(self, service: str, unit: str) -> str:
        return f"/{self.shop.name}/{service}/{unit}"

    def alarm(self, deployable: str, what: str) -> str:
        return f"{self.prefix}{deployable}-{what}"

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.shop.region}:{self.shop.account}:{resource}"
