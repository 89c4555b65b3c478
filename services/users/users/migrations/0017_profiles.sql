-- migrate:up

ALTER TABLE accounts ADD COLUMN phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$');

CREATE TABLE addresses (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  name text NOT NULL,
  line1 text NOT NULL,
  line2 text,
  postal_code text,
  city text NOT NULL,
  region text,
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  phone text,
  is_default_shipping boolean NOT NULL,
  is_default_billing boolean NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX addresses_account ON addresses (account_id, id);
CREATE UNIQUE INDEX addresses_default_shipping ON addresses (account_id) WHERE is_default_shipping;
CREATE UNIQUE INDEX addresses_default_billing ON addresses (account_id) WHERE is_default_billing;

-- Every answer that was ever given, with the wording it was given to; the newest counts.
CREATE TABLE consents (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  purpose text NOT NULL,
  version text NOT NULL,
  is_granted boolean NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX consents_account ON consents (account_id, purpose, id);

-- migrate:down
