-- migrate:up

-- What support knows of a person, as it was when the person asked for a copy. Deleted after a week.
CREATE TABLE exports (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  document jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX exports_account ON exports (account_id);
CREATE INDEX exports_age ON exports (created_at);

-- Accounts whose owners were forgotten; the row is locked while that is announced.
CREATE TABLE erasures (
  account_id uuid PRIMARY KEY,
  scan integer NOT NULL,
  done_at timestamptz NOT NULL
);

-- migrate:down
