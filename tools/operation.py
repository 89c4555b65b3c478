"""What is said of an operation of the public document."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NONE: Mapping[str, str] = MappingProxyType({})


class Operation(NamedTuple):
    """`of` is an example of the parameter in the path, `path` of those beside it; `query` and `headers` are
    further examples.
    """

    id: str
    summary: str
    body: Any = None
    of: str | None = None
    query: Mapping[str, str] = NONE
    headers: Mapping[str, str] = NONE
    path: Mapping[str, str] = NONE
