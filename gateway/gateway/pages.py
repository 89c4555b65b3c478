"""The pages the gateway answers with: what they may be, and the headers they go out with."""

import base64
import hashlib
import re

from gateway.routes import Page

CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json"}
MOST_BYTES = 1024 * 1024


def headers(page: Page) -> dict[str, str]:
    """`no-cache`: kept, and asked for again with the ETag."""
    return {
        "etag": page.etag,
        "cache-control": "no-cache",
        "content-security-policy": _content_security_policy(page),
    }


def _content_security_policy(page: Page) -> str:
    """Only what stands in the page itself may run, and it may speak to nobody but this gateway."""
    sources = {kind: _hashes(page.text, kind) for kind in ("script", "style")}
    rules = [
        "default-src 'none'",
        *(f"{kind}-src {found}" for kind, found in sources.items() if found),
        "connect-src 'self'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    return "; ".join(rules)


def _hashes(text: str, tag: str) -> str:
    bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
