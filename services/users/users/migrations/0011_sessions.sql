-- migrate:up

-- A login and everything that follows from it (a refresh token family). Only the token of the current generation
-- is alive, so there is never more than one.
CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  generation integer NOT NULL CHECK (generation > 0),
  authenticated_at timestamptz NOT NULL,
  rotated_at timestamptz NOT NULL,
  idle_until timestamptz NOT NULL,
  expires_at timestamptz NOT NULL CHECK (idle_until <= expires_at),
  revoked_at timestamptz,
  revoked_because text,
  CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
);
CREATE INDEX sessions_account ON sessions (account_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Every refresh token a session ever had, so that an old one is known when it comes back.
CREATE TABLE refresh_tokens (
  hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
  session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  generation integer NOT NULL,
  UNIQUE (session_id, generation)
);

-- migrate:down
