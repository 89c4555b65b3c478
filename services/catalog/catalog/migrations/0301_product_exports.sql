-- migrate:up

-- A file with all products on its way out. Its row is the queue; a step writes one part of the file and how far
-- the file is, so that who goes on after a death writes the same part again.
CREATE TABLE product_exports (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
  format text NOT NULL CHECK (format IN ('shopify_csv', 'json_lines')),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  -- S3's name of the unfinished file, and the tags of its parts.
  upload text,
  parts jsonb NOT NULL DEFAULT '[]',
  -- The handle of the last product that is in a part.
  after text NOT NULL DEFAULT '',
  products integer NOT NULL DEFAULT 0,
  left_out integer NOT NULL DEFAULT 0
);
CREATE INDEX product_exports_due ON product_exports (due_at) WHERE state = 'running';

-- migrate:down
