"""The demo accounts: staff have an authenticator, also those of a folder from before."""

from pathlib import Path

import pyotp

from zoco import people
from zoco.people import Account
from zoco.ports import Ports
from zoco.stack import Stack


def stack_in(home: Path) -> Stack:
    stack = Stack(home, Ports.free(), durable=False)
    stack.home.create()
    return stack


def test_staff_are_invented_with_an_authenticator_and_stay_who_they_are(home: Path) -> None:
    stack = stack_in(home)
    made = people.invented(stack)
    assert {account.role: bool(account.totp_secret) for account in made} == {
        "customer": False,
        "support_agent": True,
        "admin": True,
    }
    assert people.invented(stack) == people.accounts(stack) == made


def test_a_folder_from_before_gets_the_authenticators_and_keeps_its_passwords(home: Path) -> None:
    stack = stack_in(home)
    old = [Account("customer", "c@zoco.local", "C", "one"), Account("admin", "a@zoco.local", "A", "two")]
    stack.home.write(people.ACCOUNTS, old)
    customer, admin = people.invented(stack)
    assert customer == old[0]
    assert (admin.password, len(admin.totp_secret), admin.is_complete) == ("two", 32, True)


def test_the_code_is_what_an_authenticator_shows(home: Path) -> None:
    admin = people.invented(stack_in(home))[2]
    totp = pyotp.TOTP(admin.totp_secret)
    assert totp.verify(people.code(admin), valid_window=1)
    assert totp.verify(people.code(admin, steps_ahead=1), valid_window=2)
