"""TLS: given certificates that are followed, one of its own making on demand, nothing older than TLS 1.2."""

import contextlib
import shutil
import socket
import ssl
import time
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from gateway import certificates


@pytest.fixture
def given(tmp_path):
    """A folder with a pair, and a way to put another one there."""

    def put(folder=tmp_path / "certificates"):
        folder.mkdir(exist_ok=True)
        made = certificates.self_signed("127.0.0.1", datetime.now(UTC))
        for name, content in zip((certificates.KEY, certificates.CHAIN), made, strict=True):
            (folder / "new").write_bytes(content)
            (folder / "new").rename(folder / name)
        return folder

    put()
    return put


@pytest.fixture(scope="module")
def own(make_gateway, services, issuer):
    return make_gateway(services, GATEWAY_TLS="self-signed").start().ready(issuer)


def handshake(gateway, context: ssl.SSLContext, name: str = "127.0.0.1") -> ssl.SSLSocket:
    plain = socket.create_connection(("127.0.0.1", gateway.port), timeout=5)
    return context.wrap_socket(plain, server_hostname=name)


def serial(gateway) -> int:
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    with handshake(gateway, careless) as connection:
        return x509.load_der_x509_certificate(connection.getpeercert(binary_form=True)).serial_number


def on_disk(folder) -> int:
    return x509.load_pem_x509_certificate((folder / certificates.CHAIN).read_bytes()).serial_number


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "::1"])
def test_a_certificate_of_its_own_is_good_for_this_machine(own, name):
    with handshake(own, own.trusting(), name) as connection:
        assert connection.selected_alpn_protocol() == "h2"
        assert connection.version() == "TLSv1.3"


def test_the_policies_are_the_same_and_services_know_the_scheme(own, issuer):
    assert own.ask("GET", "/v1/orders").is_problem(401, "unauthenticated")
    answer = own.ask("GET", "/v1/orders", issuer.token())
    assert dict(answer.json["headers"])["x-forwarded-proto"] == "https"
    assert "strict-transport-security" not in answer.headers


def test_its_own_certificate_is_kept_and_its_key_is_for_its_owner(make_gateway, services, issuer):
    gateway = make_gateway(services, GATEWAY_TLS="self-signed").start().ready(issuer)
    first = serial(gateway)
    gateway.stop()
    assert serial(gateway.start()) == first
    assert (gateway.state / "tls/self-signed/tls.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("age", "is_kept"), [(timedelta(days=300), True), (timedelta(days=340), False)])
def test_its_own_certificate_is_renewed_in_its_last_month(tmp_path, age, is_kept):
    key, chain = certificates.self_signed("shop.example", datetime.now(UTC) - age)
    (tmp_path / certificates.KEY).write_bytes(key)
    (tmp_path / certificates.CHAIN).write_bytes(chain)
    certificates._sign_for_itself(tmp_path, "shop.example")
    assert ((tmp_path / certificates.CHAIN).read_bytes() == chain) is is_kept


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_older_versions_are_refused(own, version):
    context = own.trusting()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    with pytest.raises(ssl.SSLError, match="protocol version"):
        handshake(own, context)


def test_tls_1_2_is_fine(own):
    context = own.trusting()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with handshake(own, context) as connection:
        assert connection.version() == "TLSv1.2"


def test_plain_http_gets_no_answer(own):
    with socket.create_connection(("127.0.0.1", own.port), timeout=5) as connection:
        connection.sendall(b"GET /v1/products HTTP/1.1\r\nhost: x\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert connection.recv(100) == b""


def test_a_handshake_that_does_not_come_is_ended(own):
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", own.port), timeout=10) as connection:
        assert connection.recv(100) == b""
    assert 1.5 < time.monotonic() - started < 4


def test_a_new_certificate_is_followed_and_open_connections_stay(make_gateway, services, issuer, given):
    folder = given()
    gateway = make_gateway(services, GATEWAY_TLS=str(folder)).start().ready(issuer)
    open_one = gateway.connect()
    for _ in range(3):
        open_one.request("GET", "/v1/products")
        assert open_one.getresponse().read()
        given()
        gateway.eventually(lambda: serial(gateway) == on_disk(folder))
    gateway.ready(issuer)
    open_one.close()


def test_a_pair_that_is_none_changes_nothing(make_gateway, services, issuer, given):
    folder = given()
    gateway = make_gateway(services, GATEWAY_TLS=str(folder)).start().ready(issuer)
    first, good = serial(gateway), (folder / "tls.key").read_bytes()
    (folder / "new").write_bytes(certificates.self_signed("127.0.0.1", datetime.now(UTC))[0])
    (folder / "new").rename(folder / "tls.key")
    gateway.eventually(lambda: "KEY_VALUES_MISMATCH" in gateway.log(), seconds=15)
    assert serial(gateway) == first
    (folder / "new").write_bytes(good)
    (folder / "new").rename(folder / "tls.key")
    assert gateway.ask("GET", "/v1/products").status == 200


def test_a_folder_without_a_pair_stops_the_start(make_gateway, services, given, tmp_path):
    folder = given()
    missing = make_gateway(services, GATEWAY_TLS=str(tmp_path / "nowhere")).command("run")
    shutil.copy(folder / "tls.crt", folder / "tls.key")
    wrong = make_gateway(services, GATEWAY_TLS=str(folder)).command("run")
    assert missing.returncode == wrong.returncode == 1
    assert "has no tls.crt" in missing.stderr
    assert "Envoy refuses" in wrong.stderr
    assert "Traceback" not in missing.stderr + wrong.stderr
