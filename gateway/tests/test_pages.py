"""What the gateway answers itself: the public document and the page that shows it."""

import base64
import hashlib
import re

import pytest

from gateway import pages
from gateway.errors import GatewayError
from gateway.loader import DEFAULT_ROUTES, load
from gateway.routes import Page

PAGES = {page.path: page for page in load(DEFAULT_ROUTES).pages}
ROUTES = """
defaults: {timeout: 5s, body: 16KiB, per_address: 100000/s, per_subject: 100000/s}
pages:
  /docs: docs.html
services:
  catalog:
    /v1/products: {GET: public}
  users:
    /v1/me: {GET: optional}
  orders:
    /v1/orders: {GET: customer}
  support:
    /v1/support/tickets: {GET: customer}
"""


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
@pytest.mark.parametrize("token", [None, "nonsense"])
def test_a_page_is_there_for_everybody(edge, path, token):
    answer = edge.ask("GET", path, token)
    assert answer.status == 200
    assert answer.body.decode() == PAGES[path].text
    assert answer.headers.get_all("content-type") == [PAGES[path].content_type]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["etag"] == PAGES[path].etag


def test_the_document_is_json_and_the_page_html(edge):
    assert edge.ask("GET", "/openapi.json").json["openapi"] == "3.1.0"
    assert edge.ask("GET", "/docs?x=1").body.startswith(b"<!doctype html>")


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_who_has_a_page_already_is_told_so(edge, path):
    etag = PAGES[path].etag
    for known in (etag, f"W/{etag}", f'"other", {etag}'):
        answer = edge.ask("GET", path, if_none_match=known)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
    assert edge.ask("GET", path, if_none_match='"other"').status == 200


def test_a_page_is_compressed(edge):
    answer = edge.ask("GET", "/openapi.json", accept_encoding="br")
    plain = edge.ask("GET", "/openapi.json")
    assert answer.headers["content-encoding"] == "br"
    assert len(answer.body) < len(plain.body) / 5


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_a_page_can_only_be_read(edge, method):
    answer = edge.ask(method, "/docs")
    assert (answer.status, answer.headers["allow"]) == (405, "GET")


def test_the_page_runs_nothing_but_itself_and_speaks_to_nobody_else(edge):
    policy = edge.ask("GET", "/docs").headers["content-security-policy"].split("; ")
    text = PAGES["/docs"].text
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert {"default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in " ".join(policy)
    assert not re.search(r"\b(src|href)=\"?(https?:)?//|\son[a-z]+=|\sstyle=|innerHTML", text)
    assert len(text.encode()) < 40 * 1024


def test_a_page_without_scripts_may_run_none():
    plain = Page(path="/x", content_type="application/json", text="{}")
    assert "script-src" not in pages.headers(plain)["content-security-policy"]


def test_a_reload_brings_the_new_page(make_gateway, services, issuer):
    gateway = make_gateway(services, routes=ROUTES)
    file = gateway.state.parent / "docs.html"
    file.write_text("<p>one")
    gateway.start().ready(issuer)
    first = gateway.ask("GET", "/docs")
    file.write_text("<p>two")
    assert gateway.command("reload").returncode == 0
    second = gateway.ask("GET", "/docs", if_none_match=first.headers["etag"])
    assert (first.body, second.body, second.status) == (b"<p>one", b"<p>two", 200)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("/docs: nothing.html", "cannot be read"),
        ("/docs: docs.exe", "no known kind"),
        ("/docs/{x}: docs.html", "is no page"),
        ("/v1/orders: docs.html", "is no page"),
        ("/metrics: docs.html", "inside the network only"),
        ("/large: large.json", "make it smaller"),
    ],
)
def test_a_page_that_cannot_be_is_refused_with_its_line(tmp_path, line, complaint):
    (tmp_path / "docs.html").write_text("<p>one")
    (tmp_path / "large.json").write_text(" " * (1024 * 1024 + 1))
    routes = tmp_path / "routes.yaml"
    routes.write_text(ROUTES.replace("/docs: docs.html", line))
    with pytest.raises(GatewayError, match=rf"routes.yaml:4: .*{complaint}"):
        load(routes)
