"""A catalogue of any size, made inside PostgreSQL: what a shop has, without the edits that made it.

Its words follow Zipf's law, as texts do; so do its brands, its categories and what sells.
"""

import random

import asyncpg

TYPES = (
    "lampara",
    "mesa",
    "silla",
    "manta",
    "taza",
    "tetera",
    "cesta",
    "vestido",
    "camisa",
    "zapato",
    "bolso",
)
THINGS = ("lamp", "table", "chair", "blanket", "mug", "kettle", "basket", "dress", "shirt", "shoe", "bag")
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "qui", "nar")

LEXICON = """
CREATE TEMP TABLE lexicon AS
SELECT position AS id, word, search_titles(word, '') AS title, setweight(search_stems(word), 'D') AS stem
FROM unnest($1::text[]) WITH ORDINALITY AS given (word, position);
CREATE UNIQUE INDEX ON lexicon (id);
"""
# Three levels of ten: category i of a level is below category i / 10 of the level above.
CATEGORIES = """
INSERT INTO categories (id, parent_id, handle, name, translations, position, path, version)
SELECT c.path[cardinality(c.path)], c.path[cardinality(c.path) - 1],
  'category-' || array_to_string(c.at, '-'), 'Category ' || array_to_string(c.at, '.'), '{}',
  c.at[cardinality(c.at)], c.path, 1
FROM (
  SELECT at, ARRAY(SELECT md5('category ' || array_to_string(at[:n], '-'))::uuid
    FROM generate_series(1, cardinality(at)) AS n) AS path
  FROM (
    SELECT ARRAY[i] AS at FROM generate_series(0, 9) i UNION ALL
    SELECT ARRAY[i, j] FROM generate_series(0, 9) i, generate_series(0, 9) j UNION ALL
    SELECT ARRAY[i, j, k] FROM generate_series(0, 9) i, generate_series(0, 9) j, generate_series(0, 9) k
  ) tree ORDER BY cardinality(at)
) c;
"""
LEAVES = """
CREATE TEMP TABLE leaf AS
SELECT row_number() OVER (ORDER BY md5(handle)) AS number, id FROM categories WHERE cardinality(path) = 3;
CREATE UNIQUE INDEX ON leaf (number);
"""
NUMBERS = """
CREATE TEMP TABLE made AS
SELECT i, ('01900000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS product_id,
  ('01900000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid AS variant_id,
  1 + (power(random(), 2) * 10)::integer AS kind,
  ARRAY(SELECT 12 + (power(random(), 4) * ($2 - 12))::integer FROM generate_series(1, 2 + 0 * i)) AS named,
  ARRAY(SELECT 1 + (power(random(), 3) * ($2 - 1))::integer FROM generate_series(1, $4 + 0 * i)) AS described,
  1 + (power(random(), 2) * 999)::integer AS leaf, 100 + (power(random(), 3) * 50000)::bigint AS price,
  random() < 0.85 AS in_stock,
  CASE WHEN random() < 0.3 THEN 700 + (power(random(), 4) * 60)::integer ELSE 0 END AS popularity,
  ARRAY['size=' || (ARRAY['S', 'M', 'L', 'XL'])[1 + floor(random() * 4)], 'color=' ||
    (ARRAY['red', 'blue', 'green', 'black', 'white', 'sand'])[1 + floor(power(random(), 2) * 6)],
    'brand=Brand ' || floor(power(random(), 3) * 500), 'material=' ||
    (ARRAY['wool', 'linen', 'brass', 'clay', 'oak'])[1 + floor(random() * 5)]] AS facets
FROM generate_series($1::integer, $3::integer) i;
"""
PRODUCTS = """
INSERT INTO products (id, handle, name, description, status, version, created_at, changed_at, category_id)
SELECT m.product_id, 'made-' || i, initcap(k.word || ' ' || n.name), d.description, 'active', 1, now(), now(),
  leaf.id
FROM made m JOIN lexicon k ON k.id = m.kind JOIN leaf ON leaf.number = m.leaf
CROSS JOIN LATERAL (SELECT string_agg(word, ' ') AS name FROM lexicon WHERE id = ANY(named)) n
CROSS JOIN LATERAL (SELECT string_agg(word, ' ') AS description FROM lexicon WHERE id = ANY(described)) d;
INSERT INTO variants (id, product_id, position, sku, name, price_amount, price_currency)
SELECT variant_id, product_id, 1, 'MADE-' || i, 'One', price, 'EUR' FROM made;
INSERT INTO stock_terms (variant_id) SELECT variant_id FROM made;
INSERT INTO stock_levels (variant_id, location_id, on_hand)
SELECT variant_id, '01890000-0000-7000-8000-000000000001', CASE WHEN in_stock THEN 100 ELSE 0 END FROM made;
INSERT INTO stock_ledger (operation_id, kind, variant_id, location_id, d_on_hand, d_reserved, reason, at)
SELECT variant_id, 'adjust', variant_id, '01890000-0000-7000-8000-000000000001', 100, 0, 'made', now()
FROM made WHERE in_stock;
INSERT INTO price_history (variant_id, currency, at, amount) SELECT variant_id, 'EUR', now(), price FROM made;
INSERT INTO listings (product_id, version) SELECT product_id, 1 FROM made;
"""
ENTRIES = """
INSERT INTO search_entries (product_id, in_stock, popularity, price, category_id, facets, titles, words)
SELECT m.product_id, in_stock, popularity, price, leaf.id, facets, k.title || n.a || n.b,
  k.title || n.a || n.b || d.stems
FROM made m JOIN lexicon k ON k.id = m.kind JOIN leaf ON leaf.number = m.leaf
CROSS JOIN LATERAL (SELECT (array_agg(title))[1] AS a, (array_agg(title))[2] AS b FROM lexicon
  WHERE id = ANY(named)) two
CROSS JOIN LATERAL (SELECT coalesce(two.a, '') AS a, coalesce(two.b, '') AS b) n
CROSS JOIN LATERAL (SELECT string_agg(stem::text, ' ')::tsvector AS stems FROM lexicon
  WHERE id = ANY(described)) d;
INSERT INTO search_vocabulary (word) SELECT word FROM lexicon ON CONFLICT DO NOTHING;
"""
WITHOUT = ("search_titles", "search_words_and_facets", "search_standing", "search_price", "search_category")
BATCH = 100_000


async def fill(dsn: str, products: int, *, words: int = 20_000, description: int = 12, seed: int = 1) -> None:
    """Add so many products to an empty, migrated database. Its indexes are made afterwards, which is
    faster."""
    connection = await asyncpg.connect(dsn, ssl=False)
    try:
        await connection.execute(
            f"SET synchronous_commit = off; SET work_mem = '64MB'; SELECT setseed({seed / 100})"
        )
        lexicon = _words(words, seed)
        await connection.execute(LEXICON.replace("$1::text[]", "'{" + ",".join(lexicon) + "}'::text[]"))
        known = await connection.fetchval("SELECT count(*) FROM products WHERE handle LIKE 'made-%'")
        await connection.execute(LEAVES if known else CATEGORIES + LEAVES)
        rows = await connection.fetch(
            "SELECT indexdef FROM pg_indexes WHERE indexname = ANY($1::text[])", list(WITHOUT)
        )
        await connection.execute("".join(f"DROP INDEX {name};" for name in WITHOUT))
        for first in range(known + 1, products + 1, BATCH):
            last = min(products, first + BATCH - 1)
            numbers = NUMBERS
            for number, value in enumerate((first, words, last, description), 1):
                numbers = numbers.replace(f"${number}", str(value))
            await connection.execute(
                f"BEGIN; {numbers} ANALYZE made; {PRODUCTS} {ENTRIES} DROP TABLE made; COMMIT"
            )
        await connection.execute(
            "SET maintenance_work_mem = '256MB';" + ";".join(row["indexdef"] for row in rows)
        )
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


def _words(count: int, seed: int) -> list[str]:
    """What is sold first, then names that nobody has heard, each once."""
    chooser = random.Random(seed)
    found = dict.fromkeys((*TYPES, *THINGS))
    while len(found) < count:
        found["".join(chooser.choices(SYLLABLES, k=chooser.randint(2, 4)))] = None
    return list(found)[:count]
