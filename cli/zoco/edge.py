"""How the local gateway is reached: plain HTTP or TLS, and which storefronts may ask from a browser."""

from collections.abc import Mapping

import msgspec

SELF_SIGNED = "self-signed"
TLS, ORIGINS = "ZOCO_GATEWAY_TLS", "ZOCO_CORS_ORIGINS"


class Edge(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a start may change, and the next one remembers."""

    is_tls: bool = False
    cors_origins: str = ""

    def changed_by(self, environ: Mapping[str, str]) -> "Edge":
        """The same with what the environment says."""
        tls = environ.get(TLS, "")
        if tls not in ("", SELF_SIGNED, "off"):
            raise ValueError(f"{TLS}={tls} is not understood: say {SELF_SIGNED}, or off")
        return Edge(
            is_tls=tls == SELF_SIGNED if tls else self.is_tls,
            cors_origins=environ.get(ORIGINS, self.cors_origins),
        )

    def settings(self) -> dict[str, str]:
        """For the gateway's environment."""
        return {"GATEWAY_TLS": SELF_SIGNED if self.is_tls else "", "CORS_ORIGINS": self.cors_origins}
