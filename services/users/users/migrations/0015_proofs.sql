-- migrate:up

-- Accounts from before could not verify: they count as verified only once they have.
ALTER TABLE accounts ADD COLUMN email_verified_at timestamptz;
-- A deleted account stays as a row without a person, so that events that come late find it.
ALTER TABLE accounts ADD COLUMN deleted_at timestamptz;
ALTER TABLE accounts ALTER COLUMN email DROP NOT NULL;
ALTER TABLE accounts ADD CHECK ((email IS NULL) = (deleted_at IS NOT NULL));
ALTER TABLE accounts ADD CHECK (email_verified_at IS NULL OR deleted_at IS NULL);

-- Tokens that were mailed: whoever brings one back reads that mailbox. One of each kind per account, so a new one
-- replaces the old; used once, it is gone. `sealed` is the address it was mailed to, encrypted.
CREATE TABLE proofs (
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  purpose text NOT NULL,
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  sealed bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, purpose)
);
CREATE INDEX proofs_expires_at ON proofs (expires_at);

-- migrate:down
