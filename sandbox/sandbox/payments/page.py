"""What was charged, as pages a person can read."""

import time
from html import escape

from sandbox.payments.model import Intent

Totals = list[tuple[str, str, int, int, int, int, int, float]]
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1b1f24}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{padding:.4rem .7rem;border-bottom:1px solid #ddd;text-align:left}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
    "code{font-size:.9em}button{padding:.5rem 1rem}"
)


def overview(totals: Totals) -> str:
    head = "".join(
        f"<th class=n>{name}" for name in ("intents", "authorized", "voided", "captured", "refunded", "kept")
    )
    rows = "".join(_row(*total) for total in totals) or "<tr><td colspan=9>Nothing was charged yet."
    return _document(
        "Payment sandbox",
        f"<p>The latest {len(totals)} orders, in minor units. Everything: <a href=/sandbox/ledger>ledger</a>."
        f"<table><tr><th>order<th>currency{head}<th>last change (UTC){rows}</table>",
    )


def action(intent: Intent) -> str:
    """What a shopper's bank would show for 3-D Secure."""
    if intent.action_url is None:
        return _document("Payment sandbox", f"<p>There is nothing to authenticate: <b>{intent.status}</b>.")
    buttons = "".join(
        f"<button name=outcome value={value}>{label}</button> "
        for value, label in (("complete", "Authenticate"), ("fail", "Fail"))
    )
    return _document(
        "Authenticate this payment",
        f"<p>{intent.amount} {intent.currency.upper()}<form method=post>{buttons}</form>",
    )


def _row(
    subject: str,
    currency: str,
    intents: int,
    authorized: int,
    voided: int,
    captured: int,
    refunded: int,
    at: float,
) -> str:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at))
    amounts = (intents, authorized, voided, captured, refunded, captured - refunded)
    numbers = "".join(f"<td class=n>{amount}" for amount in amounts)
    return f"<tr><td><code>{escape(subject)}</code><td>{currency.upper()}{numbers}<td>{when}"


def _document(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
        f"<style>{STYLE}</style><h1>{title}</h1>{body}</html>"
    )
