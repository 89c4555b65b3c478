"""`zoco infra` and `zoco release`: the shop on AWS. The CDK is imported only where it is asked for."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter
from rich.table import Table

from zoco.environment import repository
from zoco.screen import console

if TYPE_CHECKING:
    from infra.deploy import Release
    from infra.names import Names

infra = App(name="infra", help="The stacks on AWS.")
release = App(name="release", help="What runs on the hosts.")

Profile = Annotated[str, Parameter(env_var="ZOCO_PROFILE")]
DIST = repository() / "dist"


@infra.command
def plan(*, profile: Profile = "small", offline: Annotated[bool, Parameter(negative=())] = False) -> int:
    """What a deployment would change, and what all of it costs a month, by part.

    Parameters
    ----------
    profile
        `small` or `big`, as infra/infra/shop.py describes them.
    offline
        Only the estimate; ask AWS nothing.
    """
    from infra import plan as planning

    names = _names(profile)
    with TemporaryDirectory() as folder:
        templates = planning.templates(names, Path(folder))
        if not offline:
            for line in planning.changes(_client(names)("cloudformation"), names, templates):
                console.print(line, highlight=False)
        console.print(_costs(planning.estimate(templates)))
    return 0


@infra.command(name="deploy")
def deploy_stacks(*stacks: str, profile: Profile = "small", version: str = "") -> int:
    """Create or update stacks: those named, or all, in the order in which they need each other.

    Parameters
    ----------
    version
        The release of deployables that are not there yet; the others keep theirs.
    """
    from infra import plan as planning

    names = _names(profile)
    with TemporaryDirectory() as folder:
        templates = planning.templates(names, Path(folder))
        for name, changed in planning.deploy_all(_client(names), names, templates, stacks, version):
            console.print(f"{name}: {'deployed' if changed else 'nothing to change'}")
    return 0


@infra.command(name="synth")
def write_templates(folder: Path, /, *, profile: Profile = "small") -> int:
    """Write the CloudFormation templates into a folder."""
    from infra import plan as planning

    planning.templates(_names(profile), folder)
    console.print(f"The templates are in {folder}")
    return 0


@infra.command
def secrets(*, profile: Profile = "small") -> int:
    """Make the services' secrets that are missing. What only you know comes as JSON on standard input.

    `{"orders": {"STRIPE_SECRET_KEY": "…", …}, "users": {"SMTP_URL": "…"}}`; it says what is missing.
    """
    from infra import secret_values

    names = _names(profile)
    given = {} if sys.stdin.isatty() else json.loads(sys.stdin.read() or "{}")
    for line in secret_values.complete(_client(names)("secretsmanager"), names, given):
        console.print(line, highlight=False)
    return 0


@release.command
def build(name: str, /, *, profile: Profile = "small", version: str = "", trust: Path | None = None) -> int:
    """Build a release of catalog, users, orders, support or gateway into dist/.

    Parameters
    ----------
    version
        Its name; the commit that is checked out, unless something is not committed.
    trust
        A file with Amazon's certificate authorities for databases, instead of downloading it.
    """
    from infra.release import build as building

    name, chosen = _deployable(name), version or building.version_here()
    authorities = trust.read_bytes() if trust else building.download_trust()
    processor = _names(profile).shop.processor
    file, made = building.build(name, chosen, DIST, processor=processor, trust=authorities)
    console.print(f"{file}\n{made.digest}", highlight=False, soft_wrap=True)
    return 0


@release.command
def publish(name: str, version: str, /, *, profile: Profile = "small") -> int:
    """Upload a release from dist/. A version never changes once it is there."""
    from infra.release import publish as publishing

    names, file = _names(profile), DIST / f"{_deployable(name)}-{version}.tar"
    made = _release(file, version)
    new = publishing.publish(_client(names), names, name, file, made)
    console.print(f"{name} {version} {'is published' if new else 'was there already'}")
    return 0


@release.command
def deploy(name: str, version: str, /, *, profile: Profile = "small") -> int:
    """Put a published release on the hosts, one by one. If they do not get healthy, all goes back."""
    from infra.release import publish as publishing

    names = _names(profile)
    changed = publishing.deploy(_client(names), names, _deployable(name), version)
    console.print(f"{name} {'runs' if changed else 'already ran'} {version}")
    return 0


@release.command
def rollback(name: str, /, *, profile: Profile = "small") -> int:
    """Deploy the release that was there before."""
    from infra.release import publish as publishing

    names = _names(profile)
    console.print(f"{name} runs {publishing.rollback(_client(names), names, _deployable(name))} again")
    return 0


@release.command
def status(*, profile: Profile = "small") -> int:
    """What runs where. The exit code is 0 when every host of every deployable is healthy."""
    from infra.release import publish as publishing

    names = _names(profile)
    standings = list(publishing.status(_client(names), names))
    table = Table("", "release", "before", "healthy hosts", "stack", box=None, pad_edge=False)
    for each in standings:
        hosts = f"{each.healthy} of {each.hosts}"
        table.add_row(each.name, each.version or "–", each.previous or "–", hosts, each.stack)
    console.print(table)
    return 0 if all(each.hosts and each.healthy == each.hosts for each in standings) else 1


def _names(profile: str) -> "Names":
    from infra.names import Names
    from infra.shop import PROFILES

    if profile not in PROFILES:
        raise ValueError(f"no profile is called {profile}; there are {', '.join(PROFILES)}")
    return Names(PROFILES[profile])


def _deployable(name: str) -> str:
    from infra.shop import DEPLOYABLES

    if name not in DEPLOYABLES:
        raise ValueError(f"nothing that is deployed is called {name}; there are {', '.join(DEPLOYABLES)}")
    return name


def _release(file: Path, version: str) -> "Release":
    import hashlib

    from infra.deploy import Release

    if not file.exists():
        raise ValueError(f"{file} is not there: `zoco release build` first")
    return Release(version, hashlib.sha256(file.read_bytes()).hexdigest())


def _client(names: "Names") -> Any:
    """Makes clients, after a look at whose account the credentials are: another's is left alone."""
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.session import get_session

    session = get_session()

    def client(service: str) -> Any:
        return session.create_client(service, region_name=names.shop.region)

    try:
        account = client("sts").get_caller_identity()["Account"]
    except (BotoCoreError, ClientError) as error:
        raise ValueError(
            f"AWS does not know who asks: {error}. Log in (docs/aws.md) or set AWS_PROFILE; "
            "`infra plan` has --offline"
        ) from None
    if account != names.shop.account:
        raise ValueError(f"these credentials are of account {account}, the shop's is {names.shop.account}")
    return client


def _costs(lines: "list[Any]") -> Table:
    from infra.cost import DATE

    table = Table("", "US$ a month", box=None, pad_edge=False)
    for line in lines:
        table.add_row(line.part, f"{line.dollars:,.0f}")
    table.add_row("all of it", f"{sum(line.dollars for line in lines):,.0f}", style="bold")
    table.add_row(f"an estimate: list prices of {DATE}, no traffic", "")
    return table
