-- migrate:up

-- A third-party application that acts by itself. Its secret is shown once; the id is public.
CREATE TABLE apps (
  id text PRIMARY KEY CHECK (id ~ '^app_[a-z0-9]{16}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  permissions text[] NOT NULL CHECK (cardinality(permissions) > 0),
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);

-- migrate:down
