"""Failures on request: what to break next, how, and how many times."""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from sandbox.payments.errors import Invalid

Call = Literal[
    "slow", "timeout_before", "timeout_after", "error_500", "error_500_after", "reset_before", "reset_after"
]
# What happens to a webhook on its way: sent twice, kept until a later one has arrived, sent late, lost.
Delivery = Literal["duplicated", "reordered", "delayed", "dropped"]
Operation = Literal["authorize", "capture", "cancel", "refund"]
DELIVERY = get_args(Delivery)


class Fault(Struct, forbid_unknown_fields=True):
    kind: Call | Delivery
    operation: Operation | Literal["any", "webhook"] = "any"
    times: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    seconds: Annotated[float, Meta(ge=0, le=3600)] = 30.0

    @property
    def is_before(self) -> bool:
        """The request never arrives."""
        return self.kind.endswith("_before")

    @property
    def loses_answer(self) -> bool:
        return self.kind.startswith(("timeout", "reset"))

    @property
    def hangs(self) -> bool:
        return self.kind.startswith("timeout")


class Faults:
    """Those asked for and not used up; the oldest that fits goes first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        if (fault.kind in DELIVERY) != (fault.operation == "webhook"):
            raise Invalid(f"A fault of kind {fault.kind} does not happen to {fault.operation}.")
        self.waiting.append(fault)

    def take(self, operation: str) -> Fault | None:
        for fault in self.waiting:
            if fault.operation == operation or (fault.operation == "any" and operation != "webhook"):
                fault.times -= 1
                if fault.times == 0:
                    self.waiting.remove(fault)
                return fault
        return None
