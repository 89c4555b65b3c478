-- migrate:up

-- Who asked to be forgotten, and which services have done it in which scan. The row stays: it proves that it was done.
CREATE TABLE erasures (
  account_id uuid PRIMARY KEY,
  requested_at timestamptz NOT NULL,
  scan integer NOT NULL,
  acknowledged jsonb NOT NULL,
  rescan_at timestamptz,
  completed_at timestamptz,
  CHECK (completed_at IS NULL OR rescan_at IS NULL)
);
CREATE INDEX erasures_rescan ON erasures (rescan_at) WHERE rescan_at IS NOT NULL;
CREATE INDEX erasures_open ON erasures (requested_at) WHERE completed_at IS NULL;

-- Copies that people asked for: the part of users, and which other services have theirs ready.
CREATE TABLE exports (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  requested_at timestamptz NOT NULL,
  document jsonb NOT NULL,
  ready text[] NOT NULL
);
CREATE INDEX exports_account ON exports (account_id, id);
CREATE INDEX exports_age ON exports (requested_at);

-- migrate:down
