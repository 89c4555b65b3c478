"""What a process needs from its environment, read once, refused as a whole when something is missing."""

import os
from collections.abc import Mapping
from typing import Any, Self

import msgspec


class Secret:
    """A value that never shows itself in a log, a repr or an error."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself; call it at the last moment and keep it nowhere."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class MissingSettings(SystemExit):
    """Stops the boot and names everything that is missing or wrong at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Cannot start, the environment lacks:\n  " + "\n  ".join(problems))


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What every service reads. A field `queue_url` comes from the variable `QUEUE_URL`.

    `migration_url` is the address of whoever owns the tables, where that is not who works with them.
    """

    database_url: str
    issuer: str
    jwks_url: str
    token_url: str
    client_secret: Secret
    events_topic_arn: str
    queue_url: str
    dead_letter_queue_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "info"
    migration_url: Secret = Secret("")
    receive_poll_ms: int = 20
    receive_wait_seconds: int = 20
    failpoint: str = ""  # tests: die at the place of this name

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Build the settings from environment variables; every problem is reported in one message."""
        values: dict[str, Any] = {}
        problems = []
        for field in msgspec.structs.fields(cls):
            text = (os.environ if environ is None else environ).get(field.name.upper())
            if text is not None:
                try:
                    values[field.name] = _parse(text, field.type)
                except msgspec.ValidationError as error:
                    problems.append(f"{field.name.upper()}: {error}")
            elif field.required:
                problems.append(field.name.upper())
        if problems:
            raise MissingSettings(problems)
        return cls(**values)


def _parse(text: str, kind: Any) -> Any:
    if kind is Secret:
        return Secret(text)
    if kind is str or kind == str | None:
        return text
    if text[:1] in "{[":
        return msgspec.json.decode(text, type=kind)
    return msgspec.convert(text, kind, strict=False)
