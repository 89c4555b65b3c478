-- migrate:up

-- A customer may have to prove themselves to their bank first: what their client needs for that, until then.
ALTER TABLE payments ADD COLUMN next_action jsonb;
ALTER TABLE payments ADD CHECK ((next_action IS NOT NULL) = (status = 'requires_action'));
ALTER TABLE payment_operations DROP CONSTRAINT payment_operations_state_check;
ALTER TABLE payment_operations ADD CONSTRAINT payment_operations_state_check
  CHECK (state IN ('pending', 'waiting', 'unknown', 'succeeded', 'failed'));

-- The ledger: money that was held, taken, let go or given back. Written with the operation's success.
CREATE TABLE payment_entries (
  operation_id uuid PRIMARY KEY REFERENCES payment_operations (id),
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('authorize', 'capture', 'void', 'refund')),
  amount bigint NOT NULL CHECK (amount > 0),
  at timestamptz NOT NULL
);
CREATE INDEX payment_entries_order ON payment_entries (order_id);
CREATE INDEX payment_entries_at ON payment_entries (at);
CREATE UNIQUE INDEX entered_once ON payment_entries (order_id, kind) WHERE kind <> 'refund';
CREATE UNIQUE INDEX captured_xor_voided ON payment_entries (order_id) WHERE kind IN ('capture', 'void');
INSERT INTO payment_entries (operation_id, order_id, kind, amount, at)
  SELECT id, order_id, kind, amount, first_tried_at FROM payment_operations WHERE state = 'succeeded';

CREATE FUNCTION payment_entries_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'payment entries are append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payment_entries
  FOR EACH ROW EXECUTE FUNCTION payment_entries_are_append_only();

-- Invariant I3: what the entries add up to is what the payment and its order say. A row here is a mistake.
-- Orders on their way (a saga at work) are not judged.
CREATE VIEW unbalanced_payments AS
  WITH sums AS (
    SELECT order_id,
      coalesce(sum(amount) FILTER (WHERE kind = 'authorize'), 0) AS authorized,
      coalesce(sum(amount) FILTER (WHERE kind = 'capture'), 0) AS captured,
      coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0) AS voided,
      coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunded
    FROM payment_entries GROUP BY order_id
  )
  SELECT o.id AS order_id, o.status, p.status AS payment_status, p.amount, p.refunded AS refunded_says,
    s.authorized, s.captured, s.voided, s.refunded
  FROM orders o
  JOIN payments p ON p.order_id = o.id
  JOIN sagas w ON w.order_id = o.id AND w.step = 'done'
  LEFT JOIN sums s ON s.order_id = o.id
  WHERE coalesce(s.authorized, 0) <> coalesce(s.captured, 0) + coalesce(s.voided, 0)
    OR coalesce(s.captured, 0) <> CASE WHEN p.status = 'captured' THEN p.amount ELSE 0 END
    OR coalesce(s.voided, 0) <> CASE WHEN p.status = 'voided' THEN p.amount ELSE 0 END
    OR coalesce(s.refunded, 0) <> p.refunded
    OR (o.status IN ('confirmed', 'completed') AND coalesce(s.captured, 0) <> o.total_amount)
    OR (o.status = 'cancelled' AND coalesce(s.captured, 0) <> coalesce(s.refunded, 0));

-- migrate:down
