-- migrate:up

-- What an agent wants done to the ticket's order. The row is the queue, its id the key of the call to orders.
CREATE TABLE ticket_actions (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('refund', 'cancel', 'return')),
  reason text NOT NULL,
  amount jsonb,
  lines jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'awaiting_approval', 'succeeded', 'failed', 'rejected')),
  asked_by uuid NOT NULL,
  asked_permissions text[] NOT NULL,
  asked_at timestamptz NOT NULL,
  -- The lead; nobody decides about what they asked for.
  decided_by uuid CHECK (decided_by <> asked_by),
  decided_permissions text[],
  decided_at timestamptz,
  ended_at timestamptz,
  result_id uuid,
  problem text,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CHECK ((status IN ('succeeded', 'failed', 'rejected')) = (ended_at IS NOT NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL))
);
CREATE INDEX ticket_actions_of_ticket ON ticket_actions (ticket_id, id);
CREATE INDEX ticket_actions_due ON ticket_actions (next_at) WHERE status = 'pending';
CREATE INDEX ticket_actions_waiting ON ticket_actions (id) WHERE status = 'awaiting_approval';

-- migrate:down
