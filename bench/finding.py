"""What finding costs as the catalogue grows: through the gateway, each answer another one, so that none is
kept.

`SIZES` says how large; a million products take some minutes to make.
"""

import os
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench import load
from bench.catalogue import THINGS, TYPES, fill
from journeys.people import People

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "1000,100000").split(","))
DIFFERENT = 2_000
CONCURRENCY = 1
COLORS, LETTERS = ("red", "blue", "green", "black", "white", "sand"), ("S", "M", "L", "XL")


async def run(people: People) -> list[dict[str, Any]]:
    rows = []
    for size in SIZES:
        await fill(people.stack.wiring.database_url("catalog"), size)
        words = [row["word"] for row in await people.rows("catalog", "SELECT word FROM search_vocabulary")]
        chooser = random.Random(5)
        reads: dict[str, Callable[[random.Random], str]] = {
            "product": lambda c: f"/v1/products/{_product(c, size)}",  # noqa: B023  # used before the next
            "page of a list": lambda c: f"/v1/products?{urlencode(_list(c))}",
            "search": lambda c: f"/v1/search?{urlencode(_search(c, words))}",  # noqa: B023
            "search with facets": lambda c: f"/v1/search?{urlencode(_faceted(c, words))}",  # noqa: B023
            "suggestions": lambda c: f"/v1/search/suggestions?{urlencode({'q': _typed(c, words)})}",  # noqa: B023
        }
        for name, path in reads.items():
            urls = [people.stack.url + path(chooser) for _ in range(DIFFERENT)]
            rows.append(_row(name, size, await load.get(*urls, concurrency=CONCURRENCY)))
    return rows


def _row(name: str, size: int, measured: load.Measured) -> dict[str, Any]:
    return {
        "read": f"{name}, {size:,}",
        "req/s": measured.per_second,
        "p50 ms": measured.percentile(0.5),
        "p95 ms": measured.percentile(0.95),
        "p99 ms": measured.percentile(0.99),
    }


def _product(chooser: random.Random, size: int) -> str:
    return f"01900000-0000-7000-8000-{chooser.randint(1, size):012x}"


def _list(chooser: random.Random) -> dict[str, Any]:
    category = "-".join(str(chooser.randint(0, 9)) for _ in range(chooser.randint(1, 3)))
    sort = chooser.choice(["newest", "best_selling", "price", "-price"])
    return {"category": f"category-{category}", "sort": sort, "min_price": chooser.randint(100, 5000)}


def _search(chooser: random.Random, words: list[str]) -> dict[str, Any]:
    word = chooser.choice([chooser.choice(words), chooser.choice(TYPES), chooser.choice(THINGS)])
    return {"q": word, "max_price": chooser.randint(5000, 50_000)}


def _faceted(chooser: random.Random, words: list[str]) -> dict[str, Any]:
    facet = f"color:{chooser.choice(COLORS)}" if chooser.random() < 0.5 else f"size:{chooser.choice(LETTERS)}"
    return _search(chooser, words) | {"facets": "true", "facet": facet}


def _typed(chooser: random.Random, words: list[str]) -> str:
    word = chooser.choice(words)
    return word[: chooser.randint(1, len(word))]
