-- migrate:up

-- The person was removed from the order; what was bought, for how much and to which country stays (tax law).
ALTER TABLE orders ADD COLUMN erased_at timestamptz;

-- Accounts whose owners asked to be forgotten. Their last orders may still be on their way to them.
CREATE TABLE erasures (
  account_id uuid PRIMARY KEY,
  scan integer NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  done_at timestamptz
);
CREATE INDEX erasures_due ON erasures (due_at) WHERE done_at IS NULL;

-- What orders knows of a person, as it was when the person asked for a copy. Deleted after a week.
CREATE TABLE exports (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  document jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX exports_account ON exports (account_id);
CREATE INDEX exports_age ON exports (created_at);

-- migrate:down
