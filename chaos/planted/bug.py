"""A bug on purpose: a change of the services' source, and a run that must find it out."""

import msgspec

from chaos.plan import Fault
from chaos.profile import Profile

QUICK = Profile(orders=50, faults=0, seconds=7, shoppers=6, variants=4, patience=45)


class Change(msgspec.Struct, frozen=True):
    """In a file, relative to the folder of packages, `old` becomes `new` wherever it stands."""

    file: str
    old: str
    new: str


class Bug(msgspec.Struct, frozen=True):
    """`caught_as`: one of these invariants must be found broken. "late": it does not settle."""

    changes: list[Change]
    caught_as: tuple[str, ...]
    faults: list[Fault] = []
    profile: Profile = QUICK


def at(at: float, kind: str, target: str = "", seconds: float = 3.0, seed: int = 1) -> Fault:
    """A fault at this time after the first order."""
    return Fault(at, kind, target, seconds, seed)
