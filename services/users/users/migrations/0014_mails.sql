-- migrate:up

-- Every mail is a row of the transaction that it tells of; a worker sends it. `sealed` is whom it goes to and what its
-- text needs (such as a token), encrypted. A mail that is done has none of that any more.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  kind text NOT NULL,
  locale text NOT NULL,
  sealed bytea,
  created_at timestamptz NOT NULL,
  useful_until timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- When it is due, or again due if whoever claimed it has died; NULL when it is done.
  next_try_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  CHECK ((next_try_at IS NULL) = (sealed IS NULL)),
  CHECK (sent_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX mails_due ON mails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX mails_account ON mails (account_id);
CREATE INDEX mails_created ON mails (created_at);

-- migrate:down
