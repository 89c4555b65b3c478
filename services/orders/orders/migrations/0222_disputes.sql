-- migrate:up

-- A webhook says that there is one (`heard`); what it is, the provider is asked. The row is the worker's queue.
CREATE TABLE disputes (
  id uuid PRIMARY KEY,
  reference text NOT NULL UNIQUE,
  status text NOT NULL CHECK (status IN ('heard', 'open', 'won', 'lost', 'stray')),
  order_id uuid REFERENCES orders (id),
  amount bigint CHECK (amount > 0),
  currency text,
  reason text,
  opened_at timestamptz,
  closed_at timestamptz,
  -- When to ask the provider; NULL until there is news.
  next_at timestamptz,
  CHECK ((status IN ('open', 'won', 'lost')) = (order_id IS NOT NULL)),
  CHECK ((status IN ('won', 'lost')) = (closed_at IS NOT NULL))
);
CREATE INDEX disputes_due ON disputes (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX disputes_open ON disputes (order_id) WHERE status = 'open';

-- Money that the provider took from us for a dispute, and gave back: once each.
CREATE TABLE dispute_entries (
  dispute_id uuid NOT NULL REFERENCES disputes (id),
  kind text NOT NULL CHECK (kind IN ('withdrawn', 'reinstated')),
  amount bigint NOT NULL CHECK (amount > 0),
  at timestamptz NOT NULL,
  PRIMARY KEY (dispute_id, kind)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON dispute_entries
  FOR EACH ROW EXECUTE FUNCTION payment_entries_are_append_only();

-- migrate:down
