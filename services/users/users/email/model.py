"""What is an e-mail address, and when two of them are one."""

import re
import unicodedata

from chassis.errors import Invalid

MAX_LENGTH = 254  # RFC 5321 4.5.3.1.3, without the angle brackets

# A dot-atom at a domain of at least two labels. No quoted local parts, no address literals.
_ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)


class AddressInvalid(Invalid):
    type, title = "email-invalid", "This is not an e-mail address that can be used here"


def normalised(text: str) -> str:
    """The one spelling under which an address is stored, compared and written to.

    What is not ASCII after NFKC is refused before folding: another script would let two people look like
    one, and `ß` folds to `ss`, which is somebody else's mailbox. A domain in it is written as `xn--…`.
    """
    address = unicodedata.normalize("NFKC", text)
    folded = address.casefold()
    if not address.isascii() or len(address) > MAX_LENGTH or not _ADDRESS.fullmatch(folded):
        raise AddressInvalid(pointer="/email")
    return folded
