-- migrate:up

-- What an agent asked for from a ticket: the id is the ticket's action, so that asking twice is asking once.
CREATE TABLE agent_actions (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  fingerprint bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('refund', 'cancel', 'return')),
  agent_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  -- The refund or return that it led to; null for a cancellation.
  result_id uuid,
  at timestamptz NOT NULL
);
CREATE INDEX agent_actions_order ON agent_actions (order_id, id);

-- migrate:down
