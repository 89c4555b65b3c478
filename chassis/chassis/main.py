"""The command line of a service: `python -m <service> api | work | serve | migrate | audit | openapi`."""

import sys
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import uvloop

from chassis import service as running
from chassis.audit import audit
from chassis.migrate import migrate
from chassis.service import ROLES, Service
from chassis.settings import Settings
from chassis.telemetry import configure

S = TypeVar("S", bound=Settings)

USAGE = "usage: python -m {name} api | work | serve | migrate | audit [--repair [--yes]] | openapi"


def main(name: str, settings: type[S], build: Callable[[S], Service]) -> None:
    """Run the role that the command line names, with settings from the environment."""
    match sys.argv[1:]:
        case [role] if role in ROLES:
            running.run(build(settings.load()), role)
        case ["migrate"]:
            uvloop.run(_migrate(build(settings.load())))
        case ["audit", *options] if options in ([], ["--repair"], ["--repair", "--yes"]):
            uvloop.run(_audit(build(settings.load()), *(option.removeprefix("--") for option in options)))
        case ["openapi"]:
            service = build(example(settings))
            sys.stdout.write(msgspec.json.format(msgspec.json.encode(service.openapi())).decode() + "\n")
        case _:
            raise SystemExit(USAGE.format(name=name))


async def _migrate(service: Service) -> None:
    """As the owner, who then lets in whoever works with the tables, where these are two."""
    working, owner = service.settings.database_url, service.settings.migration_url.reveal()
    await migrate(owner or working, service.migrations, lets_in=urlsplit(working).username if owner else None)


async def _audit(service: Service, *wanted: str) -> None:
    """One line of JSON per invariant. Nothing is changed without `yes`."""
    configure(service.name, "critical")
    async with service.db as db:
        repair, dry_run = "repair" in wanted, "yes" not in wanted
        reports = await audit(db, service.promises, repair=repair, dry_run=dry_run)
    sys.stdout.buffer.write(msgspec.json.Encoder().encode_lines(reports))


def example(settings: type[S]) -> S:
    """Settings that name nothing real: enough to build a service whose shape is wanted, not its work."""
    environ = {
        field.name.upper(): "{}"
        if str(field.type).startswith("dict")
        else "0"
        if field.type is int
        else "redis://nowhere"
        if field.name.startswith("redis")
        else "http://nowhere"
        for field in msgspec.structs.fields(settings)
        if field.required
    }
    return settings.load(environ)
