-- migrate:up

-- Counts orders; the model makes a number of it that people can read out. Gaps mean nothing.
CREATE SEQUENCE order_numbers START 10000000;
ALTER TABLE orders
  ADD COLUMN number bigint NOT NULL DEFAULT nextval('order_numbers') UNIQUE,
  -- Why staff keeps this order from being sent.
  ADD COLUMN hold_reason text,
  ADD COLUMN completed_at timestamptz,
  ADD CHECK ((status = 'completed') = (completed_at IS NOT NULL));
CREATE INDEX orders_status ON orders (status, id DESC);
CREATE INDEX order_lines_sku ON order_lines (sku, order_id DESC);

-- Where the pieces of a line are. Each counter holds those after it too: what is delivered was shipped.
ALTER TABLE order_lines
  ADD COLUMN cancelled integer NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  ADD COLUMN fulfilling integer NOT NULL DEFAULT 0,
  ADD COLUMN shipped integer NOT NULL DEFAULT 0,
  ADD COLUMN delivered integer NOT NULL DEFAULT 0,
  ADD COLUMN announced integer NOT NULL DEFAULT 0,
  ADD COLUMN returned integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT nothing_sent_twice CHECK (cancelled + fulfilling <= quantity),
  ADD CONSTRAINT nothing_sent_unpacked CHECK (delivered <= shipped AND shipped <= fulfilling),
  ADD CONSTRAINT nothing_returned_unsent CHECK (
    0 <= returned AND returned <= announced AND announced <= delivered);

CREATE TABLE fulfilments (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  status text NOT NULL CHECK (status IN ('pending', 'shipped', 'delivered', 'cancelled')),
  carrier text,
  tracking_number text,
  tracking_url text,
  created_at timestamptz NOT NULL,
  shipped_at timestamptz,
  delivered_at timestamptz,
  cancelled_at timestamptz
);
CREATE INDEX fulfilments_order ON fulfilments (order_id, id);
CREATE INDEX fulfilments_status ON fulfilments (status, id);
CREATE TABLE fulfilment_lines (
  fulfilment_id uuid NOT NULL REFERENCES fulfilments (id),
  line integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (fulfilment_id, line)
);

-- What is on its way back to customers or is there: the sum of refunds that are pending or succeeded.
ALTER TABLE payments ADD COLUMN refunding bigint NOT NULL DEFAULT 0;
-- A row is the queue of the refund's worker; those of one order go one after the other.
CREATE TABLE refunds (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
  cause text NOT NULL CHECK (cause IN ('order_cancelled', 'lines_cancelled', 'return', 'goodwill')),
  -- The cancellation or return it pays for.
  source_id uuid UNIQUE,
  amount bigint NOT NULL CHECK (amount > 0),
  currency text NOT NULL,
  reason text,
  code text,
  requested_by uuid,
  requested_at timestamptz NOT NULL,
  ended_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  lease_until timestamptz NOT NULL,
  correlation_id text,
  version integer NOT NULL DEFAULT 1
);
CREATE INDEX refunds_order ON refunds (order_id, id);
CREATE INDEX refunds_due ON refunds (next_at) WHERE status = 'pending';
ALTER TABLE payment_operations ADD COLUMN refund_id uuid REFERENCES refunds (id);

-- Refunds that were asked for before they had rows of their own.
INSERT INTO refunds (id, order_id, status, cause, amount, currency, requested_at, ended_at, next_at, lease_until)
  SELECT x.id, x.order_id, CASE x.state WHEN 'succeeded' THEN 'succeeded' WHEN 'failed' THEN 'failed' ELSE 'pending' END,
         'order_cancelled', x.amount, p.currency, x.first_tried_at,
         CASE WHEN x.state IN ('succeeded', 'failed') THEN x.first_tried_at END, x.first_tried_at, x.first_tried_at
  FROM payment_operations x JOIN payments p USING (order_id) WHERE x.kind = 'refund';
UPDATE payment_operations SET refund_id = id WHERE kind = 'refund';
UPDATE payments p SET refunding = (
  SELECT coalesce(sum(amount), 0) FROM refunds r WHERE r.order_id = p.order_id AND r.status <> 'failed')
  WHERE EXISTS (SELECT FROM refunds r WHERE r.order_id = p.order_id);
ALTER TABLE payments
  ADD CONSTRAINT never_more_than_captured
    CHECK (refunding BETWEEN refunded AND CASE WHEN status = 'captured' THEN amount ELSE 0 END);
ALTER TABLE payment_operations
  ADD CONSTRAINT a_refund_has_its_row CHECK ((kind = 'refund') = (refund_id IS NOT NULL));
CREATE UNIQUE INDEX one_live_operation_of_a_refund ON payment_operations (refund_id) WHERE state <> 'failed';

CREATE TABLE returns (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  customer_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('requested', 'approved', 'received', 'refunded', 'rejected', 'cancelled')),
  reason text NOT NULL,
  requested_at timestamptz NOT NULL,
  received_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX returns_order ON returns (order_id, id);
CREATE INDEX returns_customer ON returns (customer_id, id DESC);
CREATE INDEX returns_status ON returns (status, id);
CREATE TABLE return_lines (
  return_id uuid NOT NULL REFERENCES returns (id),
  line integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (return_id, line)
);
-- What came in, which may be less than was announced, in one condition or in several.
CREATE TABLE received_lines (
  return_id uuid NOT NULL REFERENCES returns (id),
  position integer NOT NULL,
  line integer NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0),
  condition text NOT NULL CHECK (condition IN ('as_new', 'opened', 'damaged')),
  restock boolean NOT NULL,
  PRIMARY KEY (return_id, position)
);

-- What people did, and why. What the saga did is in `events` already.
CREATE TABLE timeline_entries (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  what text NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('customer', 'staff', 'system')),
  actor_id uuid,
  why text,
  facts jsonb NOT NULL DEFAULT '{}',
  is_public boolean NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX timeline_order ON timeline_entries (order_id, id);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a timeline is not rewritten';
END $$;
CREATE TRIGGER timeline_is_immutable BEFORE UPDATE OR DELETE ON timeline_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE notes (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  author_id uuid,
  text text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX notes_order ON notes (order_id, id);

-- migrate:down
