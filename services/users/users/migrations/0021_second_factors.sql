-- migrate:up

-- An authenticator app. It counts from confirmed_at on; last_step is the newest time step whose code was used, so
-- no code is good twice (RFC 6238 5.2).
CREATE TABLE totps (
  account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  last_step bigint NOT NULL DEFAULT 0
);

-- For whoever lost the device. Each is good once.
CREATE TABLE recovery_codes (
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  used_at timestamptz,
  PRIMARY KEY (account_id, hash)
);

-- Wrong codes since a moment; a crash may forget them, at worst a few more guesses.
CREATE UNLOGGED TABLE wrong_codes (
  account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  since timestamptz NOT NULL,
  count integer NOT NULL
);

-- How the login was proven (RFC 8176), and from where; what came before had a password.
ALTER TABLE sessions
  ADD COLUMN acr text NOT NULL DEFAULT '1',
  ADD COLUMN amr text[] NOT NULL DEFAULT '{pwd}',
  ADD COLUMN opened_at timestamptz,
  ADD COLUMN user_agent text NOT NULL DEFAULT '',
  ADD COLUMN address text NOT NULL DEFAULT '';
UPDATE sessions SET opened_at = authenticated_at;
ALTER TABLE sessions ALTER COLUMN opened_at SET NOT NULL;

-- migrate:down
