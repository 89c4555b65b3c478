"""Which fault when: a seed makes the same plan every time."""

import random
from collections import Counter

import msgspec

from chaos.broker import MOODS
from chaos.scene import WIRED

PLACES = [
    f"{step}.{place}"
    for step in ("hold", "authorize", "commit", "capture", "refund", "release", "void")
    for place in ("before_call", "after_call", "recorded")
] + [
    "place.recorded",
    "webhook.recorded",
    "relay.claimed",
    "relay.published",
    "inbox.handled",
    "inbox.acknowledged",
]
CALLS = (
    "slow",
    "timeout_before",
    "timeout_after",
    "error_500",
    "error_500_after",
    "reset_before",
    "reset_after",
)
DELIVERIES = ("duplicated", "reordered", "delayed", "dropped")
# A key that has an error for its answer is given up a minute after the provider was first looked through:
# such faults come early, so that a run need not end with a minute of waiting.
PATIENT = ("provider_error_500",)
PATIENCE_SECONDS = 60
# How often each family is drawn.
FAMILIES = {
    "kill": 7,
    "pause": 4,
    "failpoint": 5,
    "postgres_crash": 2,
    "backends_ended": 2,
    "redis_flushed": 1,
    "redis_garbage": 1,
    "redis_killed": 1,
    "redis_frozen": 1,
    "broker": 6,
    "broker_killed": 2,
    "provider": 5,
    "webhooks": 3,
    "net_reset": 3,
    "net_silent": 3,
    "net_slow": 2,
    "gateway_killed": 1,
    "keys_rotated": 1,
    "keys_garbage": 1,
    "poison": 1,
}
WORST = 6.0


class Fault(msgspec.Struct, frozen=True):
    """`at` seconds after the first order. `target`: a part, a wire, a place in the code or a kind of call."""

    at: float
    kind: str
    target: str
    seconds: float
    seed: int


def make(seed: int, *, faults: int, seconds: float, parts: list[str]) -> list[Fault]:
    """That many faults, spread over that many seconds; every family comes when there is room for all."""
    random_ = random.Random(seed)
    drawn = list(FAMILIES) if faults >= len(FAMILIES) else []
    drawn += random_.choices(list(FAMILIES), list(FAMILIES.values()), k=faults - len(drawn))
    random_.shuffle(drawn)
    calls = CALLS if seconds >= PATIENCE_SECONDS else tuple(call for call in CALLS if call != "error_500")
    made = [_fault(random_, family, parts, calls) for family in drawn]
    made.sort(key=lambda fault: fault.kind not in PATIENT)  # stable: the rest stays shuffled
    step = seconds / max(1, len(made))
    return [
        msgspec.structs.replace(fault, at=round(step * number + random_.uniform(0, step / 2), 2))
        for number, fault in enumerate(made, 1)
    ]


def _fault(random_: random.Random, family: str, parts: list[str], calls: tuple[str, ...]) -> Fault:
    seconds, target, kind = round(random_.uniform(0.2, WORST), 2), "", family
    services = [part for part in parts if part.split("-")[0] in ("users", "catalog", "orders", "support")]
    match family:
        case "kill":
            target, seconds = random_.choice([*services, "payments", "keys"]), round(random_.uniform(0, 2), 2)
        case "pause":
            target = random_.choice([*services, "payments", "aws", "keys"])
            if "-work" in target:
                seconds = round(
                    random_.uniform(4, 24), 2
                )  # up to twice a lease: it wakes to find itself replaced
        case "failpoint":
            target = random_.choice(PLACES)
        case "postgres_crash" | "redis_killed" | "broker_killed" | "gateway_killed":
            seconds = round(random_.uniform(0, 2), 2)
        case "broker":
            kind = f"broker_{random_.choice(MOODS)}"
        case "provider":
            kind = f"provider_{random_.choice(calls)}"
            target = random_.choice(("authorize", "capture", "cancel", "refund", "any"))
        case "webhooks":
            kind = f"webhooks_{random_.choice(DELIVERIES)}"
        case "net_reset" | "net_silent" | "net_slow":
            target = random_.choice(WIRED)
    return Fault(0.0, kind, target, seconds, random_.randrange(2**31))


def kinds(plan: list[Fault]) -> Counter[str]:
    return Counter(fault.kind for fault in plan)
