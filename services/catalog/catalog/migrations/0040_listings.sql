-- migrate:up

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- What shoppers see of a product: the version of its public answer, and the words it is found by.
CREATE TABLE listings (
  product_id uuid PRIMARY KEY REFERENCES products (id),
  -- One more whenever the public answer changes: an edit, or an availability word.
  version integer NOT NULL CHECK (version > 0),
  name text NOT NULL,
  words tsvector NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX listings_words ON listings USING gin (words);
CREATE INDEX listings_name ON listings USING gist (name gist_trgm_ops (siglen = 64));

-- migrate:down
