"""`python -m sandbox payments` and `python -m sandbox mail`."""

import ipaddress
import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from cyclopts import App, Parameter, validators

app = App(name="sandbox", help="Local stand-ins: a payment provider and a mail server.", version_flags=[])

Port = Annotated[int, Parameter(validator=validators.Number(gte=0, lte=65535))]


def _loopback(_: type, host: str) -> None:
    """Anybody who reaches the sandbox may break it: only this machine does."""
    try:
        is_loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise ValueError("must be a loopback address such as 127.0.0.1")


def _http_url(_: type, url: str | None) -> None:
    if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise ValueError("must be an http or https URL")


Host = Annotated[str, Parameter(validator=_loopback)]


@app.command
def payments(
    *,
    ledger: Path,
    host: Host = "127.0.0.1",
    port: Port = 8084,
    webhook_url: Annotated[str | None, Parameter(validator=_http_url)] = None,
    webhook_secret: Annotated[str | None, Parameter(env_var="PAYMENTS_WEBHOOK_SECRET")] = None,
) -> None:
    """Serve Stripe's API for test cards, from a ledger that is a SQLite file. Port 0 picks a free one."""
    if (webhook_url is None) != (webhook_secret is None):
        sys.exit("payments: --webhook-url and --webhook-secret go together")
    from sandbox.payments import server  # each stand-in loads only what it needs

    ledger.parent.mkdir(parents=True, exist_ok=True)
    server.run(host=host, port=port, ledger=ledger, webhook_url=webhook_url, webhook_secret=webhook_secret)


@app.command
def mail(*, folder: Path, host: Host = "127.0.0.1", port: Port = 8085) -> None:
    """Accept any mail over SMTP and write it to the folder. Port 0 picks a free one."""
    from sandbox import mail as sink

    sink.run(host=host, port=port, folder=folder)


if __name__ == "__main__":
    app()
