-- migrate:up

-- Copies of what other services announce. They price a preview and refuse a disabled account early; the
-- hold in catalog decides.
CREATE TABLE offers (
  variant_id uuid PRIMARY KEY,
  product_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  amount bigint NOT NULL CHECK (amount >= 0),
  currency text NOT NULL
);
CREATE INDEX offers_product ON offers (product_id);
CREATE TABLE availabilities (
  variant_id uuid PRIMARY KEY,
  available bigint NOT NULL
);
CREATE TABLE accounts (
  account_id uuid PRIMARY KEY,
  is_disabled boolean NOT NULL
);

CREATE TABLE orders (
  id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN
    ('pending', 'awaiting_payment', 'confirmed', 'completed', 'cancelling', 'cancelled')),
  payment_method text NOT NULL,
  email text,
  shipping_address jsonb NOT NULL,
  expected_amount bigint,
  expected_currency text,
  -- What the hold answered: prices are frozen then.
  total_amount bigint CHECK (total_amount >= 0),
  currency text,
  cancel_reason text CHECK (cancel_reason IN
    ('out_of_stock', 'total_changed', 'payment_declined', 'expired', 'customer', 'staff')),
  -- Facts of a refusal (which SKUs, which decline code), repeated to whoever asks again.
  refusal jsonb NOT NULL DEFAULT '{}',
  needs_review text,
  placed_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  CHECK (status <> 'confirmed' OR (confirmed_at IS NOT NULL AND total_amount IS NOT NULL)),
  CHECK ((cancel_reason IS NOT NULL) = (status IN ('cancelling', 'cancelled')))
);
CREATE INDEX orders_customer ON orders (customer_id, id DESC);
CREATE INDEX orders_open ON orders (customer_id) WHERE status IN ('pending', 'awaiting_payment', 'cancelling');
CREATE INDEX orders_needs_review ON orders (id) WHERE needs_review IS NOT NULL;

CREATE TABLE order_lines (
  order_id uuid NOT NULL REFERENCES orders (id),
  number integer NOT NULL,
  variant_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  sku text,
  name text,
  unit_amount bigint CHECK (unit_amount >= 0),
  PRIMARY KEY (order_id, number)
);

CREATE TABLE payments (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL UNIQUE REFERENCES orders (id),
  status text NOT NULL CHECK (status IN
    ('created', 'requires_action', 'authorized', 'captured', 'voided', 'failed', 'expired')),
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  provider_reference text,
  refunded bigint NOT NULL DEFAULT 0,
  CHECK (refunded BETWEEN 0 AND CASE WHEN status = 'captured' THEN amount ELSE 0 END)
);

-- One row per call to the provider, committed before the call. Its id is the provider's idempotency key.
CREATE TABLE payment_operations (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  kind text NOT NULL CHECK (kind IN ('authorize', 'capture', 'void', 'refund')),
  state text NOT NULL CHECK (state IN ('pending', 'unknown', 'succeeded', 'failed')),
  amount bigint NOT NULL CHECK (amount > 0),
  provider_reference text,
  code text,
  first_tried_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  -- When the provider, looked through, knew nothing of it for the first time.
  absent_since timestamptz
);
CREATE INDEX payment_operations_order ON payment_operations (order_id);
CREATE UNIQUE INDEX one_live_operation ON payment_operations (order_id, kind)
  WHERE kind IN ('authorize', 'capture', 'void') AND state <> 'failed';
CREATE UNIQUE INDEX capture_xor_void ON payment_operations (order_id)
  WHERE kind IN ('capture', 'void') AND state <> 'failed';

-- Where each order stands on its way; the row is the queue of the saga's worker.
CREATE TABLE sagas (
  order_id uuid PRIMARY KEY REFERENCES orders (id),
  step text NOT NULL CHECK (step IN
    ('hold', 'authorize', 'commit', 'capture', 'void', 'refund', 'release', 'done')),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  lease_until timestamptz NOT NULL,
  deadline_at timestamptz NOT NULL,
  -- The request it works for: whoever drives it logs and announces under this id.
  correlation_id text,
  version integer NOT NULL DEFAULT 1
) WITH (fillfactor = 80);
CREATE INDEX sagas_due ON sagas (next_at) WHERE step <> 'done';

-- migrate:down
