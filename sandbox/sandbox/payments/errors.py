"""Every way the provider says no, in Stripe's shape."""

from collections.abc import Mapping


class Refused(Exception):
    """An answer that is not 2xx. `is_saved`: it is the result of executing, so its key repeats it."""

    status = 400
    type = "invalid_request_error"
    is_saved = False

    def __init__(self, message: str, *, code: str | None = None, **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.facts = facts

    def view(self) -> dict[str, object]:
        error: dict[str, object] = {"type": self.type, "message": self.message}
        if self.code:
            error |= {
                "code": self.code,
                "doc_url": f"https://stripe.com/docs/error-codes/{self.code.replace('_', '-')}",
            }
        return {"error": error | {name: fact for name, fact in self.facts.items() if fact is not None}}


class Invalid(Refused):
    """A parameter is wrong whatever the state is: nothing was executed."""

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message, code=code, param=param)


class Unauthenticated(Refused):
    status = 401


class ResourceMissing(Refused):
    status = 404

    def __init__(self, kind: str, name: str, *, param: str) -> None:
        super().__init__(f"No such {kind}: '{name}'", code="resource_missing", param=param)


class UrlUnknown(Refused):
    status = 404


class TooLarge(Refused):
    status = 413


class StateRefused(Refused):
    """The request is well formed, but not possible now."""

    is_saved = True


class UnexpectedState(StateRefused):
    def __init__(self, message: str, *, payment_intent: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code="payment_intent_unexpected_state", payment_intent=payment_intent)


class CardDeclined(Refused):
    status = 402
    type = "card_error"
    is_saved = True


class KeyReused(Refused):
    type = "idempotency_error"


class KeyInUse(Refused):
    status = 409

    def __init__(self, key: str) -> None:
        super().__init__(
            f"There is another request in progress with the Idempotency-Key '{key}'. Try again later.",
            code="idempotency_key_in_use",
        )


class InternalError(Refused):
    """What a fault asks for, or a bug of ours."""

    status = 500
    type = "api_error"
    is_saved = True

    def __init__(self) -> None:
        super().__init__("An unknown error occurred on the provider's side.")
