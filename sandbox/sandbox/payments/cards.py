"""The test payment methods, and how each of them behaves."""

from msgspec import Struct


class Decline(Struct, frozen=True):
    code: str
    decline_code: str
    message: str


class Card(Struct, frozen=True):
    brand: str = "visa"
    last4: str = "4242"
    decline: Decline | None = None
    needs_authentication: bool = False
    capture_fails: bool = False


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
NO_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.")
AUTHENTICATION_REQUIRED = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)

CARDS = {
    "pm_card_visa": Card(),
    "pm_card_mastercard": Card("mastercard", "4444"),
    "pm_card_visa_chargeDeclined": Card(last4="0002", decline=GENERIC),
    "pm_card_chargeDeclined": Card(last4="0002", decline=GENERIC),
    "pm_card_chargeDeclinedInsufficientFunds": Card(last4="9995", decline=NO_FUNDS),
    "pm_card_chargeDeclinedExpiredCard": Card(last4="0069", decline=EXPIRED),
    "pm_card_authenticationRequired": Card(last4="3184", needs_authentication=True),
    "pm_card_threeDSecureRequired": Card(last4="3063", needs_authentication=True),
    "pm_card_threeDSecure2Required": Card(last4="3220", needs_authentication=True),
    "pm_card_captureFails": Card(last4="0341", capture_fails=True),  # ours, not Stripe's
}
