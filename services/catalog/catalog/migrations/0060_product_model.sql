-- migrate:up

-- What a kind of product says of itself: a JSON Schema (2020-12) of its attributes, and which of them are facets.
CREATE TABLE product_types (
  key text PRIMARY KEY,
  name text NOT NULL,
  attributes jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'object'),
  facets jsonb NOT NULL CHECK (jsonb_typeof(facets) = 'array'),
  version integer NOT NULL CHECK (version > 0)
);

CREATE TABLE categories (
  id uuid PRIMARY KEY,
  parent_id uuid REFERENCES categories (id),
  handle text NOT NULL UNIQUE,
  name text NOT NULL,
  translations jsonb NOT NULL,
  position integer NOT NULL,
  -- From the root to itself: breadcrumbs and "everything below" are one index away.
  path uuid[] NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  -- Whatever the code believes: the path says what the parent says, and nobody is above itself.
  CHECK (path[cardinality(path)] = id AND parent_id IS NOT DISTINCT FROM path[cardinality(path) - 1]),
  CHECK (cardinality(path) <= 8 AND parent_id <> id)
);
CREATE INDEX categories_within ON categories USING gin (path);
CREATE INDEX categories_of_parent ON categories (parent_id, position);

ALTER TABLE products
  ADD COLUMN type text REFERENCES product_types (key),
  ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
  ADD COLUMN category_id uuid REFERENCES categories (id),
  -- {"es": {"name", "description"}}; name and description are in the shop's own language.
  ADD COLUMN translations jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(translations) = 'object'),
  ADD COLUMN related jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(related) = 'array'),
  ADD COLUMN tax_class text NOT NULL DEFAULT 'standard',
  ADD COLUMN available_from timestamptz,
  -- When it next looks different although nobody edits it: a sale begins or ends, it becomes available.
  ADD COLUMN due_at timestamptz;
CREATE INDEX products_due ON products (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX products_of_category ON products (category_id) WHERE category_id IS NOT NULL;

ALTER TABLE variants
  ADD COLUMN barcode text,
  ADD COLUMN weight_grams integer CHECK (weight_grams >= 0),
  ADD COLUMN compare_at_amount bigint CHECK (compare_at_amount >= 0),
  -- {"amount", "starts_at", "ends_at"}
  ADD COLUMN sale jsonb CHECK (jsonb_typeof(sale) = 'object'),
  -- [{"amount", "currency", "compare_at_amount", "sale"}]
  ADD COLUMN other_prices jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(other_prices) = 'array'),
  ADD COLUMN images jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(images) = 'array');

-- Handles that products had once, so that links to them still lead there.
CREATE TABLE handle_redirects (
  handle text PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products (id),
  at timestamptz NOT NULL
);

-- What a unit cost from then on; a row per change, never touched again.
CREATE TABLE price_history (
  variant_id uuid NOT NULL REFERENCES variants (id),
  currency text NOT NULL,
  at timestamptz NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (variant_id, currency, at)
);
INSERT INTO price_history (variant_id, currency, at, amount)
SELECT v.id, v.price_currency, p.changed_at, v.price_amount FROM variants v JOIN products p ON p.id = v.product_id;

CREATE TABLE collections (
  id uuid PRIMARY KEY,
  handle text NOT NULL UNIQUE,
  name text NOT NULL,
  translations jsonb NOT NULL,
  version integer NOT NULL CHECK (version > 0)
);
CREATE TABLE collection_products (
  collection_id uuid NOT NULL REFERENCES collections (id),
  position integer NOT NULL,
  product_id uuid NOT NULL REFERENCES products (id),
  PRIMARY KEY (collection_id, position),
  UNIQUE (collection_id, product_id)
);

-- Who of the staff changed what, from what to what.
CREATE TABLE staff_edits (
  id uuid PRIMARY KEY,
  subject text NOT NULL,
  action text NOT NULL,
  actor text NOT NULL,
  changes jsonb NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX staff_edits_of_subject ON staff_edits (subject, id DESC);

-- migrate:down
