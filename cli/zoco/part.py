"""The parts of a stack: what each needs, how it is prepared, started and asked whether it is ready."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from chassis import parts
from chassis.process import Command, PartFailed
from zoco.environment import ATTACHMENTS, FILES, Wiring
from zoco.home import SERVICES

if TYPE_CHECKING:
    from chassis.topology import Addresses

Step = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    """No step."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One process. `prepare` comes before it, `complete` once it is ready."""

    name: str
    about: str
    command: Callable[[], Awaitable[Command]]
    ready: Step
    port: int | None = None
    # The higher stage stops first: the edge, then the services, then what they stand on.
    stage: int = 0
    needs: tuple[str, ...] = ()
    prepare: Step = _nothing
    complete: Step = _nothing


def all_parts(
    wiring: Wiring, *, durable: bool, addresses: Callable[[str], Awaitable["Addresses"]]
) -> dict[str, Part]:
    """Every part in the order in which they are shown. `addresses` makes the topics and queues once."""
    found = [_postgres(wiring, durable=durable), _redis(wiring), _aws(wiring, durable=durable)]
    found += [_payments(wiring), _mail(wiring)]
    found += [_service(wiring, name, addresses) for name in SERVICES]
    found += [_keys(wiring), _envoy(wiring)]
    return {part.name: part for part in found}


def _postgres(wiring: Wiring, *, durable: bool) -> Part:
    folder, port = wiring.home.path("postgres"), wiring.ports.postgres

    async def prepare() -> None:
        await asyncio.to_thread(parts.postgres_init, folder, durable=durable)
        await parts.postgres_forget_crash(folder)

    async def command() -> Command:
        return parts.postgres_command(folder, port, durable=durable)

    async def ready() -> None:
        await parts.postgres_ready(parts.postgres_dsn(folder, port))

    async def complete() -> None:
        for name, password in wiring.secrets.database_passwords.items():
            await parts.create_database(parts.postgres_dsn(folder, port), name, password)

    return Part(
        name="postgres",
        about="4 databases",
        port=port,
        prepare=prepare,
        command=command,
        ready=ready,
        complete=complete,
    )


def _redis(wiring: Wiring) -> Part:
    port = wiring.ports.redis

    async def command() -> Command:
        return parts.redis_command(wiring.home.path("redis"), port)

    async def ready() -> None:
        await parts.redis_ready(port)

    return Part(name="redis", about="catalog's cache", port=port, command=command, ready=ready)


def _aws(wiring: Wiring, *, durable: bool) -> Part:
    port = wiring.ports.aws

    async def command() -> Command:
        return parts.aws_command(wiring.home.path("aws"), port, durable=durable)

    async def ready() -> None:
        await parts.aws_ready(port)

    async def complete() -> None:
        from chassis import topology  # half a second that only a start has to spend

        for bucket in (ATTACHMENTS, FILES):
            await topology.ensure_bucket(bucket, **wiring.aws_client())

    return Part(
        name="aws", about="SNS, SQS and S3", port=port, command=command, ready=ready, complete=complete
    )


def _payments(wiring: Wiring) -> Part:
    port, ledger = wiring.ports.payments, wiring.home.path("payments", "ledger.sqlite")

    async def command() -> Command:
        told = wiring.webhooks
        arguments = ("--port", port, "--ledger", ledger, "--webhook-url", told.url)
        return _python("sandbox", "payments", *arguments, environment=told.environment)

    return Part(
        name="payments",
        about="Stripe sandbox",
        port=port,
        command=command,
        ready=_http(f"{wiring.url('payments')}/health/live"),
    )


def _mail(wiring: Wiring) -> Part:
    port, folder = wiring.ports.mail, wiring.home.path("mail")

    async def command() -> Command:
        return _python("sandbox", "mail", "--port", port, "--folder", folder)

    async def ready() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            greeting = await reader.readline()
            if not greeting.startswith(b"220"):
                raise ConnectionError(f"greeted with {greeting!r}")
        finally:
            writer.close()

    return Part(name="mail", about="SMTP to files", port=port, command=command, ready=ready)


NEEDS = {
    "users": ("postgres", "aws", "mail"),
    "catalog": ("postgres", "aws", "redis"),
    "orders": ("postgres", "aws", "payments"),
    "support": ("postgres", "aws", "mail"),
}


def _service(wiring: Wiring, name: str, addresses: Callable[[str], Awaitable["Addresses"]]) -> Part:
    async def run(role: str) -> Command:
        return _python(name, role, environment=wiring.service(name, await addresses(name)))

    async def prepare() -> None:
        await run_once(await run("migrate"), wiring)

    async def command() -> Command:
        return await run("serve")

    return Part(
        name=name,
        about="API and workers",
        port=getattr(wiring.ports, name),
        stage=1,
        needs=NEEDS[name],
        prepare=prepare,
        command=command,
        ready=_http(f"{wiring.url(name)}/health/ready"),
    )


def _keys(wiring: Wiring) -> Part:
    async def command() -> Command:
        return _python("gateway", "keys", environment=wiring.gateway())

    async def ready() -> None:
        from gateway import keys
        from gateway.bootstrap import KEYS_FILE

        if not keys.has_keys(wiring.home.path("gateway", KEYS_FILE)):
            raise ConnectionError("no keys from users yet")

    return Part(
        name="keys",
        about="token keys",
        stage=2,
        needs=("users",),
        command=command,
        ready=ready,
    )


def _envoy(wiring: Wiring) -> Part:
    async def command() -> Command:
        return _python("gateway", "run", environment=wiring.gateway())

    # Nothing lives at the root: a 404 is Envoy's own answer, and all that is asked for.
    return Part(
        name="envoy",
        about="the gateway",
        port=wiring.ports.gateway,
        stage=2,
        command=command,
        ready=_http(f"{wiring.url('gateway')}/", statuses=range(200, 500), trusted=wiring.certificate),
    )


def _python(*arguments: object, environment: dict[str, str] | None = None) -> Command:
    return Command([sys.executable, "-m", *map(str, arguments)], environment or {})


def _http(url: str, *, statuses: range = range(200, 300), trusted: Path | None = None) -> Step:
    async def ready() -> None:
        await parts.http_ready(url, statuses=statuses, trusted=trusted)

    return ready


async def run_once(command: Command, wiring: Wiring) -> str:
    """Run to the end and answer what it said; a failure tells it."""
    process = await asyncio.create_subprocess_exec(
        *command.argv,
        env=wiring.common() | command.environment,
        cwd=wiring.home.folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    text = output.decode(errors="replace").strip()
    if process.returncode:
        shown = " ".join([Path(command.argv[0]).name, *command.argv[1:]])
        raise PartFailed(f"`{shown}` ended with {process.returncode}:\n{text}")
    return text
