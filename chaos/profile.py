"""How large a run is, and how its people are."""

import msgspec


class Profile(msgspec.Struct, frozen=True):
    """How large a run is. Faults are spread over `seconds`."""

    orders: int
    faults: int
    seconds: float
    shoppers: int = 12
    variants: int = 12
    workers: int = 1
    # Of each variant at the beginning; 0 is enough for most, so that what is wanted most runs out.
    stock: int = 0
    # How many seconds it may take to settle before the run gives up waiting.
    patience: float = 180
    # How often a customer cancels what is not settled yet.
    fickle: float = 0.1
    # Whether staff does little else than give money back.
    generous: bool = False


PROFILES = {
    "tiny": Profile(orders=60, faults=8, seconds=15, shoppers=6, variants=6),
    "small": Profile(orders=400, faults=40, seconds=75),
    "full": Profile(orders=10_000, faults=200, seconds=1000, shoppers=40, variants=60, workers=2),
}
