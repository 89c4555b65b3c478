"""What is a phone number, and how it is written."""

import phonenumbers

from chassis.errors import Invalid

MAX_LENGTH = 40


class PhoneInvalid(Invalid):
    type, title = "phone-invalid", "This is not a phone number with its country code, such as +34 612 345 678"


def e164(text: str, *, pointer: str = "/phone") -> str:
    """The number as ITU-T E.164 writes it. It must exist in the numbering plan of its country."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        raise PhoneInvalid(pointer=pointer) from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise PhoneInvalid(pointer=pointer)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
