"""What counts as a second factor, and the refusals that all of them share."""

from datetime import timedelta
from enum import StrEnum

from chassis.errors import Conflict, TooManyRequests, Unauthenticated

FRESH = timedelta(minutes=10)  # how recent a login must be to change factors
MOST_WRONG_CODES = 5
WRONG_CODES_WINDOW = timedelta(minutes=15)


class Factor(StrEnum):
    """Beside the password. A recovery code stands in for a lost device."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery-code"


class SecondFactorRequired(Unauthenticated):
    """Told only after the right password. A passkey logs in at `/v1/auth/passkey`, codes go into `code`."""

    type, title = "second-factor-required", "This account also needs a second factor"


class CodeWrong(Unauthenticated):
    """Never valid, expired and used already look the same."""

    type, title = "second-factor-wrong", "The code is wrong, too old or used already"


class TooManyWrongCodes(TooManyRequests):
    type, title = "too-many-wrong-codes", "Too many wrong codes; try again later"


class NoFactor(Conflict):
    type, title = "no-second-factor", "There is no second factor that a recovery code could stand in for"
