"""E-mail addresses: one spelling for each, and no trick passes."""

import pytest

from users.email.model import AddressInvalid, normalised


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("carmen@example.com", "carmen@example.com"),
        ("Carmen@EXAMPLE.Com", "carmen@example.com"),
        ("\uff23armen@example\uff0ecom", "carmen@example.com"),
        ("\u212aarl@example.com", "karl@example.com"),
        ("first.last+tag@sub.example.co", "first.last+tag@sub.example.co"),
        ("o'hara@xn--ls8h.example", "o'hara@xn--ls8h.example"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
        (f"a@{'b' * 61}.{'c' * 61}.{'d' * 61}.{'e' * 61}.com", None),
    ],
)
def test_good_addresses(text: str, address: str | None) -> None:
    found = normalised(text)
    assert found == (address or text)
    assert normalised(found) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "carmen",
        "@example.com",
        "carmen@",
        "carmen@localhost",
        "carmen@example..com",
        "carmen@-example.com",
        "carmen@example.com.",
        "car..men@example.com",
        ".carmen@example.com",
        "carmen.@example.com",
        "a b@example.com",
        " carmen@example.com",
        "carmen@example.com\n",
        "carmen@example.com\r\nBcc: everybody@example.com",
        "carmen@exam\rple.com",
        "carmen@example.com\x00",
        '"carmen"@example.com',
        "carmen@[127.0.0.1]",
        "carmen@example.com, other@example.com",
        "Carmen <carmen@example.com>",
        "stra\u00dfe@example.com",  # folds to another mailbox
        "c\u0430rmen@example.com",  # a Cyrillic letter
        "carmen@ex\u00e4mple.com",
        "carmen\u200b@example.com",
        "\u202ecarmen@example.com",
        "\u0130smail@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com",
        "a" * 60 + "@" + ("b" * 60 + ".") * 3 + "b" * 20,
        "\ufdfa" * 20 + "@example.com",
    ],
)
def test_bad_addresses(text: str) -> None:
    with pytest.raises(AddressInvalid):
        normalised(text)


def test_a_long_hostile_address_costs_nothing() -> None:
    for text in ("a" * 254, "a." * 127, "a@" + "a-" * 126, "a@" + "a." * 126):
        with pytest.raises(AddressInvalid):
            normalised(text)
