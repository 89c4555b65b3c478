-- migrate:up

CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Products that shoppers can find, each with everything it is found, filtered and sorted by: one query answers a
-- page, one its facets. A product that is not for sale has no row.
CREATE TABLE search_entries (
  product_id uuid PRIMARY KEY REFERENCES products (id),
  in_stock boolean NOT NULL,
  -- Quarter steps of log2 of the units sold, where a later unit weighs more (catalog/popularity).
  popularity integer NOT NULL CHECK (popularity BETWEEN 0 AND 1000000),
  -- What can be bought first, then what sells: the order of everything that has no other.
  standing integer NOT NULL GENERATED ALWAYS AS (in_stock::integer * 1048576 + popularity) STORED,
  -- The lowest of its variants in the shop's currency; none when it has no price in it.
  price bigint,
  category_id uuid,
  -- 'size=Small'
  facets text[] NOT NULL,
  titles tsvector NOT NULL,
  words tsvector NOT NULL
) WITH (fillfactor = 80);

-- Without the pending list of fastupdate: no reader pays for what writers left, and edits are rare.
CREATE INDEX search_titles ON search_entries USING gin (titles) WITH (fastupdate = off);
CREATE INDEX search_words_and_facets ON search_entries USING gin (words, facets) WITH (fastupdate = off);
-- Facets, categories and prices are counted and compared along the order, without a look at the rows.
CREATE INDEX search_standing ON search_entries (standing DESC, product_id DESC)
  INCLUDE (category_id, price, facets);
CREATE INDEX search_price ON search_entries (price, product_id) WHERE price IS NOT NULL;
CREATE INDEX search_category ON search_entries (category_id, standing DESC, product_id DESC);
-- How often each word, facet and category occurs decides between walking an order and looking words up.
ALTER TABLE search_entries ALTER COLUMN titles SET STATISTICS 500;
ALTER TABLE search_entries ALTER COLUMN words SET STATISTICS 500;
ALTER TABLE search_entries ALTER COLUMN facets SET STATISTICS 500;
CREATE STATISTICS search_price_hidden ON (price + 0) FROM search_entries;

-- The words of all titles, for who mistypes one.
CREATE TABLE search_vocabulary (word text PRIMARY KEY CHECK (length(word) BETWEEN 3 AND 40));
CREATE INDEX search_vocabulary_similar ON search_vocabulary USING gin (word gin_trgm_ops);
CREATE INDEX search_vocabulary_prefix ON search_vocabulary (word text_pattern_ops);

-- All of the words, each as Spanish and as English; the last one may be only the beginning of one. Words that say
-- nothing in one of the languages are left out, unless all of them are such. A stem is named once: PostgreSQL would
-- take two names of the same rows for twice as many rows.
CREATE FUNCTION search_query(words text[], is_prefix boolean) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  word text; position integer := 0; found tsquery; everything tsquery; plain tsquery; stems text[]; part text;
BEGIN
  FOREACH word IN ARRAY words LOOP
    position := position + 1;
    part := quote_literal(word);
    IF is_prefix AND position = cardinality(words) THEN part := part || ':*'; END IF;
    plain := to_tsquery('pg_catalog.simple', part);
    everything := coalesce(everything && plain, plain);
    stems := ARRAY[to_tsquery('pg_catalog.spanish', quote_literal(word))::text,
      to_tsquery('pg_catalog.english', quote_literal(word))::text];
    CONTINUE WHEN '' = ANY (stems);
    IF stems[1] = stems[2] THEN stems := stems[1:1]; END IF;
    IF part LIKE '%:*' THEN stems := array_remove(stems, quote_literal(word)) || plain::text; END IF;
    plain := array_to_string(stems, ' | ')::tsquery;
    found := coalesce(found && plain, plain);
  END LOOP;
  RETURN coalesce(found, everything);
END $$;

-- The same for what is found: Spanish and English stems, and for titles each word as it is.
CREATE FUNCTION search_stems(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT to_tsvector('pg_catalog.spanish', plain) || to_tsvector('pg_catalog.english', plain)
$$;
CREATE FUNCTION search_titles(name text, other text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT setweight(search_stems(name) || to_tsvector('pg_catalog.simple', name), 'A')
    || setweight(search_stems(other) || to_tsvector('pg_catalog.simple', other), 'B')
$$;

INSERT INTO search_entries (product_id, in_stock, popularity, price, facets, titles, words)
SELECT p.id, s.available > 0, 0, v.price, '{}', t.titles,
  t.titles || setweight(search_stems(regexp_replace(lower(unaccent(p.description)), '[^[:alnum:]]+', ' ', 'g')), 'D')
FROM products p
CROSS JOIN LATERAL (
  SELECT min(price_amount) AS price, string_agg(name || ' ' || sku, ' ') AS names
  FROM variants WHERE product_id = p.id) v
CROSS JOIN LATERAL (
  SELECT coalesce(sum(on_hand - reserved), 0) AS available
  FROM stock_levels JOIN variants ON variants.id = variant_id WHERE variants.product_id = p.id) s
CROSS JOIN LATERAL (
  SELECT search_titles(
    regexp_replace(lower(unaccent(p.name)), '[^[:alnum:]]+', ' ', 'g'),
    regexp_replace(lower(unaccent(v.names)), '[^[:alnum:]]+', ' ', 'g')) AS titles) t
WHERE p.status = 'active';
INSERT INTO search_vocabulary (word)
SELECT DISTINCT word FROM products p
CROSS JOIN regexp_split_to_table(lower(unaccent(p.name)), '[^[:alnum:]]+') AS word
WHERE p.status = 'active' AND word ~ '^[[:alpha:]]{3,40}$';

-- Search has its own table now. The columns go in a later release, when nobody writes them any more.
DROP INDEX listings_words;
DROP INDEX listings_name;
ALTER TABLE listings ALTER COLUMN name DROP NOT NULL, ALTER COLUMN words DROP NOT NULL;

-- What sells: committed reservations are counted once each, a while after their commit.
ALTER TABLE reservations
  ADD COLUMN committed_at timestamptz,
  ADD COLUMN is_counted boolean NOT NULL DEFAULT false;
UPDATE reservations SET committed_at = created_at WHERE state = 'committed';
CREATE INDEX reservations_uncounted ON reservations (committed_at)
  WHERE committed_at IS NOT NULL AND NOT is_counted;
CREATE TABLE popularities (
  product_id uuid PRIMARY KEY REFERENCES products (id),
  -- log2 of the units sold, where a unit weighs twice as much as one 14 days before it.
  weight double precision NOT NULL
) WITH (fillfactor = 70);

-- migrate:down
