-- migrate:up

-- Orders of people without an account. `guest_id`, which is the order's customer_id too, is made of the e-mail
-- address and a secret. The row is gone once the order has an account, or its person was forgotten.
CREATE TABLE guest_orders (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  guest_id uuid NOT NULL,
  locale text NOT NULL,
  placed_at timestamptz NOT NULL
);
CREATE INDEX guest_orders_guest ON guest_orders (guest_id, placed_at DESC);
CREATE INDEX guest_orders_placed ON guest_orders (placed_at);

-- Somebody wants a new link. Whether there is such an order is found out by a worker, so that the answer is the
-- same, and takes as long.
CREATE TABLE guest_lookups (
  id uuid PRIMARY KEY,
  number bigint NOT NULL,
  guest_id uuid NOT NULL,
  asked_at timestamptz NOT NULL
);
CREATE INDEX guest_lookups_asked ON guest_lookups (asked_at);

-- Accounts whose address was verified: what its owner bought as a guest is theirs. Users knows the address.
CREATE TABLE guest_claims (
  account_id uuid PRIMARY KEY,
  next_at timestamptz NOT NULL
);
CREATE INDEX guest_claims_due ON guest_claims (next_at);

-- A mail about an order: a row of the transaction that it tells of; a worker finds out whom it goes to, and sends
-- it. Nothing in it names a person. `cause_id`: the order, parcel, refund or request that it tells of, once.
CREATE TABLE mails (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  order_id uuid NOT NULL REFERENCES orders (id),
  cause_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- When it is due, or again due if whoever claimed it has died; NULL when it is done.
  next_try_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  UNIQUE (kind, cause_id),
  CHECK ((next_try_at IS NULL) = (sent_at IS NOT NULL OR failed_at IS NOT NULL)),
  CHECK (sent_at IS NULL OR failed_at IS NULL)
);
CREATE INDEX mails_due ON mails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX mails_order ON mails (order_id);
CREATE INDEX mails_created ON mails (created_at);

-- migrate:down
