"""Every SQL statement about finding products.

Each reads bounded amounts: a page walks the index of its order, or looks up the few that match; relevance
weighs at most CANDIDATES, facets are counted of at most COUNTED. PostgreSQL chooses by how often words and
facets occur, so these statements are planned for their values (see `app.py`)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from catalog.search.model import CANDIDATES, COUNTED, Entry, FacetCount, Position, Sort, Wish, plain
from catalog.standing import BEGINNING, HALF_LIFE, STEPS
from chassis.database import Reader, Transaction

ORDERS = {
    Sort.BEST_SELLING: ("e.standing", "DESC", "<"),
    Sort.NEWEST: ("0", "DESC", "<"),
    Sort.PRICE: ("e.price", "ASC", ">"),
    Sort.PRICE_DESCENDING: ("e.price", "DESC", "<"),
}
# What a popularity is worth in units sold now; see standing.py.
HALF_LIVES = (
    f"extract(epoch FROM {{now}}::timestamptz - '{BEGINNING.isoformat()}') / {HALF_LIFE.total_seconds()}"
)
SOLD = f"power(2::float8, greatest(-40, e.popularity / {STEPS}.0 - {HALF_LIVES})::float8)"
# In stock before all else; then how well the words fit, whole words more than beginnings, and what sells a
# little.
SCORE = """
(e.standing >> 20) * 1000000000000 + (1000000 * (1 + 0.2 * ln(1 + {sold})) * (
  ts_rank(e.words, {whole}) + ts_rank(e.words, {query})))::bigint
"""


class Hit(msgspec.Struct):
    """A product on a page, the version of how it looks, and what the page is sorted by."""

    product_id: UUID
    version: int
    value: int

    @property
    def position(self) -> Position:
        return Position(self.value, self.product_id)


class Arguments:
    """The values of a statement, each by its number."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def add(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


async def page(
    reader: Reader, wish: Wish, *, query: "Query | None", after: Position | None, most: int, now: datetime
) -> list[Hit]:
    """What fits, in its order, after a position."""
    arguments = Arguments()
    if wish.sort == Sort.RELEVANCE and query is not None:
        sql = _by_relevance(arguments, wish, query, after, most, now)
        return await reader.all(Hit, sql, *arguments.values)
    key, direction, further = ORDERS[wish.sort]
    conditions = _conditions(arguments, wish, query)
    if key == "e.price":
        conditions.append("e.price IS NOT NULL")
    if after is not None:
        product_id = arguments.add(after.product_id)
        is_by_id = wish.sort == Sort.NEWEST
        conditions.append(
            f"e.product_id < {product_id}"
            if is_by_id
            else f"({key}, e.product_id) {further} ({arguments.add(after.value)}, {product_id})"
        )
    order = f"e.product_id {direction}" if key == "0" else f"{key} {direction}, e.product_id {direction}"
    sql = (
        f"SELECT f.product_id, l.version, f.value FROM (SELECT e.product_id, {key}::bigint AS value "
        f"FROM search_entries e WHERE {_all(conditions)} ORDER BY {order} LIMIT {arguments.add(most)}) f "
        "JOIN listings l ON l.product_id = f.product_id "
        f"ORDER BY f.value {direction}, f.product_id {direction}"
    )
    return await reader.all(Hit, sql, *arguments.values)


def _by_relevance(
    arguments: Arguments, wish: Wish, query: "Query", after: Position | None, most: int, now: datetime
) -> str:
    whole, prefix = arguments.add(query.whole) + "::tsquery", arguments.add(query.prefix) + "::tsquery"
    others = _all(_conditions(arguments, wish, None))
    candidates = arguments.add(CANDIDATES)
    order = f"ORDER BY e.standing DESC, e.product_id DESC LIMIT {candidates}"
    score = SCORE.format(sold=SOLD.format(now=arguments.add(now)), whole=whole, query=prefix)
    further = "true"
    if after is not None:
        further = (
            f"(s.value, s.product_id) < ({arguments.add(after.value)}, {arguments.add(after.product_id)})"
        )
    return (
        "SELECT s.product_id, l.version, s.value FROM ("
        f"SELECT e.product_id, {score} AS value FROM ("
        f"(SELECT e.* FROM search_entries e WHERE e.titles @@ {prefix} AND {others} {order}) UNION ALL "
        f"(SELECT e.* FROM search_entries e WHERE e.words @@ {prefix} AND NOT e.titles @@ {prefix} "
        f"AND {others} {order}) LIMIT {candidates}) e) s "
        f"JOIN listings l ON l.product_id = s.product_id WHERE {further} "
        f"ORDER BY s.value DESC, s.product_id DESC LIMIT {arguments.add(most)}"
    )


async def facet_counts(reader: Reader, wish: Wish, *, query: "Query | None", most: int) -> list[FacetCount]:
    """How many products have each value: of a facet that is chosen, without that choice; of the others, with
    all."""
    arguments = Arguments()
    groups = wish.groups()
    limit = arguments.add(COUNTED)
    parts = []
    for name in (None, *groups):
        others = tuple(facet for facet in wish.facets if facet.name != name)
        asked = msgspec.structs.replace(wish, facets=others, sort=Sort.BEST_SELLING)
        conditions = _conditions(arguments, asked, query)
        mine = f"= {arguments.add(name)}" if name else f"<> ALL({arguments.add(list(groups))}::text[])"
        parts.append(
            "SELECT split_part(tag, '=', 1) AS name, tag, count FROM (SELECT tag, count(*) AS count FROM ("
            f"SELECT e.facets FROM search_entries e WHERE {_all(conditions)} "
            f"ORDER BY e.standing DESC, e.product_id DESC LIMIT {limit}) e "
            f"CROSS JOIN unnest(e.facets) AS tag GROUP BY tag) counted WHERE split_part(tag, '=', 1) {mine}"
        )
    sql = (
        "SELECT name, substr(tag, strpos(tag, '=') + 1) AS value, count FROM (SELECT name, tag, count, "
        "row_number() OVER (PARTITION BY name ORDER BY count DESC, tag) AS place "
        f"FROM ({' UNION ALL '.join(parts)}) counted) placed WHERE place <= {arguments.add(most)} "
        "ORDER BY name, count DESC, value"
    )
    return await reader.all(FacetCount, sql, *arguments.values)


def _conditions(arguments: Arguments, wish: Wish, query: "Query | None") -> list[str]:
    conditions = []
    if query is not None:
        conditions.append(f"e.words @@ {arguments.add(query.prefix)}::tsquery")
    if wish.category_ids is not None:
        conditions.append(f"e.category_id = ANY({arguments.add(list(wish.category_ids))}::uuid[])")
    for tags in wish.groups().values():
        conditions.append(f"e.facets && {arguments.add(tags)}::text[]")
    # Half the catalogue may cost that much: only the order of prices is worth its index, so the others hide
    # it.
    price = "e.price" if wish.sort in (Sort.PRICE, Sort.PRICE_DESCENDING) else "(e.price + 0)"
    if wish.least is not None:
        conditions.append(f"{price} >= {arguments.add(wish.least)}")
    if wish.most is not None:
        conditions.append(f"{price} <= {arguments.add(wish.most)}")
    if wish.in_stock:
        conditions.append("e.standing >= 1048576")
    return conditions


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(conditions) or "true"


class Query(msgspec.Struct, frozen=True):
    """The words as PostgreSQL looks for them: whole, and with the last one as a beginning."""

    whole: str
    prefix: str


async def query(reader: Reader, words: Sequence[str]) -> Query:
    found = await reader.one(
        Query,
        "SELECT search_query($1::text[], false)::text AS whole, "
        "search_query($1::text[], true)::text AS prefix",
        list(words),
    )
    assert found is not None  # noqa: S101  # it has no FROM
    return found


async def corrected(reader: Reader, words: Sequence[str]) -> list[str]:
    """The words, each that no title begins like replaced by the most similar one of a title, if there is
    one."""
    return await reader.all(
        str,
        "SELECT CASE WHEN length(w.word) < 3 OR EXISTS ("
        "SELECT FROM search_vocabulary v WHERE v.word ~>=~ w.word AND v.word ~<~ (w.word || chr(1114111))) "
        "THEN w.word "
        "ELSE coalesce((SELECT v.word FROM search_vocabulary v WHERE v.word % w.word AND "
        "levenshtein_less_equal(v.word, w.word, 3) <= greatest(1, (length(w.word) + 1) / 3) "
        "ORDER BY levenshtein(v.word, w.word), similarity(v.word, w.word) DESC, v.word LIMIT 1), w.word) END "
        "FROM unnest($1::text[]) WITH ORDINALITY AS w (word, position) ORDER BY w.position",
        [word[:40] for word in words],
    )


async def suggestions(reader: Reader, query: Query, *, most: int) -> list["Suggestion"]:
    """Products whose titles fit, those that stand best first."""
    return await reader.all(
        Suggestion,
        "SELECT p.id AS product_id, p.handle, p.name, p.translations FROM (SELECT e.product_id, e.standing "
        "FROM search_entries e WHERE e.titles @@ $1::tsquery ORDER BY e.standing DESC, e.product_id DESC "
        "LIMIT $2) e JOIN products p ON p.id = e.product_id ORDER BY e.standing DESC, e.product_id DESC",
        query.prefix,
        most,
    )


class Suggestion(msgspec.Struct):
    product_id: UUID
    handle: str
    name: str
    translations: dict[str, dict[str, str]]


async def save(tx: Transaction, entry: Entry) -> None:
    """What the product is found by from now on. Its stock is read after its row is locked by its listing."""
    await tx.execute(
        "INSERT INTO search_entries "
        "(product_id, in_stock, popularity, price, category_id, facets, titles, words) "
        "SELECT $1, " + IN_STOCK.format(product_id="$1") + ", coalesce((SELECT round(4 * weight)::integer "
        "FROM popularities WHERE product_id = $1), 0), $4, $5, $6, t.titles, "
        "t.titles || setweight(search_stems($7), 'D') FROM search_titles($2, $3) AS t (titles) "
        "ON CONFLICT (product_id) DO UPDATE SET in_stock = excluded.in_stock, price = excluded.price, "
        "category_id = excluded.category_id, facets = excluded.facets, titles = excluded.titles, "
        "words = excluded.words",
        entry.product_id,
        plain([entry.name]),
        plain(entry.titles),
        entry.price,
        entry.category_id,
        entry.tags,
        plain(entry.text),
    )
    await tx.execute(
        "INSERT INTO search_vocabulary (word) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING",
        entry.vocabulary,
    )


IN_STOCK = """
EXISTS (SELECT FROM variants v WHERE v.product_id = {product_id} AND (
  SELECT sum(s.on_hand - s.reserved) FROM stock_levels s WHERE s.variant_id = v.id AND s.is_open) > 0)
"""


async def remove(tx: Transaction, product_id: UUID) -> None:
    await tx.execute("DELETE FROM search_entries WHERE product_id = $1", product_id)


async def restock(tx: Transaction, product_ids: Sequence[UUID]) -> None:
    """Whether these are in stock now. Only what changed is written: a row costs its words again."""
    await tx.execute(
        "UPDATE search_entries e SET in_stock = now.in_stock FROM (SELECT id, "
        + IN_STOCK.format(product_id="p.id")
        + " AS in_stock FROM unnest($1::uuid[]) AS p (id)) now "
        "WHERE e.product_id = now.id AND e.in_stock <> now.in_stock",
        list(product_ids),
    )


async def set_popularity(tx: Transaction, popularities: dict[UUID, int]) -> None:
    await tx.execute(
        "UPDATE search_entries e SET popularity = p.popularity FROM (SELECT * FROM "
        "unnest($1::uuid[], $2::integer[]) AS p (product_id, popularity) ORDER BY 1) p "
        "WHERE e.product_id = p.product_id AND e.popularity <> p.popularity",
        list(popularities),
        list(popularities.values()),
    )
