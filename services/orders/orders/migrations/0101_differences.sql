-- migrate:up

-- Webhooks taken, by the provider's event id. Each has its effect once.
CREATE TABLE webhook_events (
  id text PRIMARY KEY,
  type text NOT NULL,
  verdict text NOT NULL,
  received_at timestamptz NOT NULL
);
CREATE INDEX webhook_events_received ON webhook_events (received_at);

-- What the provider says of an intent or a refund, and we do not; the row is the queue of who looks into it.
CREATE TABLE payment_differences (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  reference text NOT NULL,
  order_id uuid,
  source text NOT NULL CHECK (source IN ('webhook', 'list')),
  -- In our words: is_refund, status, amount, currency.
  claimed jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('suspected', 'open', 'repaired', 'dismissed')),
  found_at timestamptz NOT NULL,
  next_at timestamptz NOT NULL,
  settled_at timestamptz,
  UNIQUE (reference, kind)
);
CREATE INDEX payment_differences_due ON payment_differences (next_at) WHERE state = 'suspected';

-- How far the provider's list has been compared; the row is leased to whoever compares.
CREATE TABLE reconciliation (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  compared_until timestamptz NOT NULL,
  next_at timestamptz NOT NULL
);
INSERT INTO reconciliation (compared_until, next_at) VALUES (now(), '-infinity');

-- migrate:down
