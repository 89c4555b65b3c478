-- migrate:up

-- A key is published from the moment it exists, signs from signs_from until a newer one does, and stays published
-- until nothing it signed can still be valid.
CREATE TABLE signing_keys (
  id text PRIMARY KEY,
  sealed bytea NOT NULL,
  public jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  signs_from timestamptz NOT NULL,
  published_until timestamptz
);

-- migrate:down
