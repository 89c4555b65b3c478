"""A token issuer for tests: what the users service does, with a key of its own."""

import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import aiohttp
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.ids import new_id
from chassis.process import free_port
from chassis.tokens import AUDIENCE


class Issuer:
    """JWKS and tokens over HTTP; tests may also sign what no issuer would."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "test-key", "use": "sig", "alg": "ES256"})
        self.url = ""
        # What it answers for its keys instead, in a test that has it talk nonsense.
        self.nonsense: bytes | None = None

    def token(self, account_id: UUID, *permissions: str, **claims: Any) -> str:
        """An access token of a person. Permissions make it staff, who have shown two factors."""
        now = int(time.time())
        standard = {
            "iss": self.url,
            "sub": str(account_id),
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 300,
            "sid": str(new_id()),
            "permissions": list(permissions),
            "acr": "2" if permissions else "1",
            "amr": ["pwd", "otp", "mfa"] if permissions else ["pwd"],
            "auth_time": now,
        }
        return self.sign(standard | claims)

    def service_token(self, client_id: str, audience: str, *scopes: str) -> str:
        """An access token of a service."""
        now = int(time.time())
        return self.sign(
            {
                "iss": self.url,
                "sub": client_id,
                "client_id": client_id,
                "aud": audience,
                "scope": " ".join(scopes),
                "iat": now,
                "exp": now + 300,
            }
        )

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        return jwt.encode({"alg": "ES256", "typ": "at+jwt", "kid": self.key.kid} | header, claims, self.key)

    @contextlib.asynccontextmanager
    async def serve(self) -> AsyncIterator["Issuer"]:
        app = web.Application()
        app.router.add_get("/.well-known/jwks.json", self._jwks)
        app.router.add_post("/internal/oauth/token", self._token)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _jwks(self, _: web.Request) -> web.Response:
        if self.nonsense is not None:
            return web.Response(body=self.nonsense, content_type="application/json")
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: web.Request) -> web.Response:
        """Gives every service every scope: who may have which is the users service's affair."""
        form = await request.post()
        client_id = aiohttp.BasicAuth.decode(request.headers["Authorization"]).login
        token = self.service_token(client_id, str(form["audience"]), *ALL_SCOPES)
        return web.json_response({"access_token": token, "token_type": "Bearer", "expires_in": 300})


ALL_SCOPES = (
    "tokens:introspect",
    "accounts:read",
    "profiles:read",
    "reservations:write",
    "orders:read",
    "orders:act",
)
