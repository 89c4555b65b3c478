"""Settings: everything missing is named at once, secrets stay hidden."""

import pytest

from chassis.settings import MissingSettings, Secret, Settings

COMPLETE = {
    "DATABASE_URL": "postgresql://x",
    "ISSUER": "http://x",
    "JWKS_URL": "http://x",
    "TOKEN_URL": "http://x",
    "CLIENT_SECRET": "canary",
    "EVENTS_TOPIC_ARN": "arn",
    "QUEUE_URL": "http://x",
    "DEAD_LETTER_QUEUE_URL": "http://x",
}


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(MissingSettings) as refused:
        Settings.load({"DATABASE_URL": "x", "PORT": "many"})
    for name in ("ISSUER", "CLIENT_SECRET", "QUEUE_URL", "PORT"):
        assert name in str(refused.value)


def test_values_are_read_by_their_type() -> None:
    settings = Settings.load(COMPLETE | {"PORT": "8123"})
    assert (settings.port, settings.issuer, settings.client_secret.reveal()) == (8123, "http://x", "canary")


def test_a_secret_never_shows_itself() -> None:
    settings = Settings.load(COMPLETE)
    assert "canary" not in repr(settings)
    assert "canary" not in f"{Secret('canary')} {Secret('canary')!r}"
