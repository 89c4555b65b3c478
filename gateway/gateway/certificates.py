"""The certificate of the public port: given in a folder and followed there, or made here for one machine."""

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway import xds
from gateway.document import Json, typed
from gateway.errors import GatewayError
from gateway.settings import SELF_SIGNED, Settings

NAME = "edge"  # of the secret, as the listener asks for it
SECRET_FILE = "tls/secret.json"
CHAIN, KEY = "tls.crt", "tls.key"  # as Kubernetes and cert-manager call them
SECRET_TYPE = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret"
VALID, RENEWED = timedelta(days=365), timedelta(days=30)


def prepare(settings: Settings) -> None:
    """Before Envoy starts: the files are there, and it is told where."""
    if settings.gateway_tls == SELF_SIGNED:
        _sign_for_itself(_folder(settings), settings.gateway_host)
    if settings.gateway_tls:
        xds.publish(settings.gateway_state / SECRET_FILE, _secret(settings))


def check(settings: Settings) -> None:
    """Refuse a folder without a pair; whether it is one is for Envoy to say."""
    if settings.gateway_tls not in ("", SELF_SIGNED):
        for name in (CHAIN, KEY):
            if not os.access(_folder(settings) / name, os.R_OK):
                raise GatewayError(f"GATEWAY_TLS={settings.gateway_tls} has no {name} that can be read there")


def transport_socket(settings: Settings, *, inline: bool) -> dict[str, Json]:
    """Nothing for plain HTTP. `inline` names the files themselves, for `--mode validate` to look at."""
    if not settings.gateway_tls or (inline and settings.gateway_tls == SELF_SIGNED):
        return {}
    common: dict[str, Json] = {
        "tls_params": {"tls_minimum_protocol_version": "TLSv1_2"},
        "alpn_protocols": ["h2", "http/1.1"],
    }
    if inline:
        common["tls_certificates"] = [_pair(settings)]
    else:
        watched: Json = {"path": SECRET_FILE, "watched_directory": {"path": "tls"}}
        source: Json = {"resource_api_version": "V3", "path_config_source": watched}
        common["tls_certificate_sds_secret_configs"] = [{"name": NAME, "sds_config": source}]
    context = typed("transport_sockets.tls.v3.DownstreamTlsContext", {"common_tls_context": common})
    return {"transport_socket": {"name": "tls", "typed_config": context}}


def _secret(settings: Settings) -> Json:
    pair = {**_pair(settings), "watched_directory": {"path": str(_folder(settings))}}
    return {"resources": [{"@type": SECRET_TYPE, "name": NAME, "tls_certificate": pair}]}


def _pair(settings: Settings) -> dict[str, Json]:
    folder = _folder(settings)
    return {
        "certificate_chain": {"filename": str(folder / CHAIN)},
        "private_key": {"filename": str(folder / KEY)},
    }


def _folder(settings: Settings) -> Path:
    """Envoy runs in the state folder, so the path must not depend on where it is read."""
    if settings.gateway_tls == SELF_SIGNED:
        return settings.gateway_state.resolve() / "tls" / SELF_SIGNED
    return Path(settings.gateway_tls).resolve()


def _sign_for_itself(folder: Path, host: str) -> None:
    """Kept over restarts, for those who have come to trust it; made again in its last month."""
    from cryptography import x509  # only here, because everybody else has a certificate

    now = datetime.now(UTC)
    if (folder / CHAIN).exists() and (folder / KEY).exists():
        old = x509.load_pem_x509_certificate((folder / CHAIN).read_bytes())
        if old.not_valid_after_utc - now > RENEWED:
            return
    key, chain = self_signed(host, now)
    xds.write(folder / KEY, key)
    xds.write(folder / CHAIN, chain)


def self_signed(host: str, now: datetime) -> tuple[bytes, bytes]:
    """A key and its certificate, PEM, good for a year on this machine and at `host`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "zoco on this machine")])
    addresses = [x509.IPAddress(ipaddress.ip_address(each)) for each in sorted(_addresses(host))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), *addresses]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(pem, pkcs8, plain), certificate.public_bytes(pem)


def _addresses(host: str) -> set[str]:
    try:
        return {"127.0.0.1", "::1", str(ipaddress.ip_address(host))}
    except ValueError:
        return {"127.0.0.1", "::1"}
