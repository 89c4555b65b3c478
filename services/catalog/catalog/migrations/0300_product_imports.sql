-- migrate:up

-- A file with products on its way into the shop: uploaded, read, tried, put in. Its row is a queue of one: who
-- works on it claims it until `due_at`, and writes what it did together with how far it is.
CREATE TABLE product_imports (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN
    ('uploading', 'reading', 'checking', 'checked', 'running', 'done', 'failed', 'cancelled')),
  format text NOT NULL CHECK (format IN ('shopify_csv', 'json_lines')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Our columns -> the file's.
  mapping jsonb NOT NULL DEFAULT '{}',
  fetch_images boolean NOT NULL,
  size bigint NOT NULL CHECK (size > 0),
  account_id uuid,
  client_id text,
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  -- How much of the file was read: bytes, and the number of the next line.
  position bigint NOT NULL DEFAULT 0 CHECK (position BETWEEN 0 AND size),
  line integer NOT NULL DEFAULT 1,
  -- As the file calls them, and what they are to us.
  header jsonb NOT NULL DEFAULT '[]',
  columns jsonb NOT NULL DEFAULT '[]',
  -- Products in the file, and what became of them in this state.
  products integer NOT NULL DEFAULT 0,
  created integer NOT NULL DEFAULT 0,
  updated integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  why text,
  CHECK (created + updated + unchanged + failed <= products)
);
CREATE INDEX product_imports_due ON product_imports (due_at) WHERE state IN ('reading', 'checking', 'running');

-- A product of the file, known by its handle; a row that has none stands for itself.
CREATE TABLE product_import_units (
  import_id uuid NOT NULL REFERENCES product_imports (id) ON DELETE CASCADE,
  key text NOT NULL,
  line integer NOT NULL,
  -- 0 read, 1 tried, 2 put in. Incomplete: put in, but products that it names as related come later in the file.
  phase smallint NOT NULL DEFAULT 0 CHECK (phase BETWEEN 0 AND 2),
  is_incomplete boolean NOT NULL DEFAULT false,
  outcome text CHECK (outcome IN ('created', 'updated', 'unchanged', 'failed')),
  -- [[line, column, reason]]
  problems jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (import_id, key)
);
CREATE UNIQUE INDEX product_import_units_next ON product_import_units (import_id, phase, line);
CREATE INDEX product_import_units_failed ON product_import_units (import_id, line) WHERE outcome = 'failed';
CREATE INDEX product_import_units_incomplete ON product_import_units (import_id, line) WHERE is_incomplete;

-- Rows of the file that are still needed.
CREATE TABLE product_import_rows (
  import_id uuid NOT NULL,
  key text NOT NULL,
  line integer NOT NULL,
  content bytea NOT NULL,
  broken_column text NOT NULL,
  broken text NOT NULL,
  PRIMARY KEY (import_id, key, line),
  FOREIGN KEY (import_id, key) REFERENCES product_import_units (import_id, key) ON DELETE CASCADE
);

-- Whose a SKU is within the file: the first product's that has it.
CREATE TABLE product_import_skus (
  import_id uuid NOT NULL REFERENCES product_imports (id) ON DELETE CASCADE,
  sku text NOT NULL,
  key text NOT NULL,
  line integer NOT NULL,
  PRIMARY KEY (import_id, sku)
);

-- migrate:down
