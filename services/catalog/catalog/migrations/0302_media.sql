-- migrate:up

-- Pictures in the bucket under `media/`, checked when they came.
CREATE TABLE media (
  id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('uploading', 'ready')),
  size bigint NOT NULL CHECK (size > 0),
  -- What its first bytes say it is.
  content_type text,
  created_at timestamptz NOT NULL,
  CHECK ((state = 'ready') = (content_type IS NOT NULL))
);

-- Links of an import that are to become pictures of our own. The row is the queue.
CREATE TABLE media_fetches (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products (id),
  url text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
  tries smallint NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL,
  account_id uuid,
  client_id text,
  -- Of the picture that it became; its id is the fetch's.
  name text,
  why text,
  created_at timestamptz NOT NULL,
  UNIQUE (product_id, url),
  CHECK ((state = 'done') = (name IS NOT NULL))
);
CREATE INDEX media_fetches_due ON media_fetches (due_at) WHERE state = 'pending';
CREATE INDEX media_fetches_failed ON media_fetches (id) WHERE state = 'failed';

-- migrate:down
