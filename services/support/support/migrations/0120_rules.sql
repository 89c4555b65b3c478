-- migrate:up

-- Why the system opened or escalated a ticket, once per cause. One without a ticket was solved before it was heard of.
CREATE TABLE ticket_causes (
  cause text PRIMARY KEY CHECK (length(cause) <= 300),
  rule text NOT NULL,
  order_id uuid NOT NULL,
  ticket_id uuid REFERENCES tickets (id),
  -- How often it came and how often it went; it is there while the first is more.
  came integer NOT NULL DEFAULT 0,
  went integer NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL
);
CREATE INDEX ticket_causes_of_ticket ON ticket_causes (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX ticket_causes_of_order ON ticket_causes (order_id, rule);
CREATE INDEX tickets_of_order ON tickets (order_id, id DESC) WHERE order_id IS NOT NULL;

-- When an order should have been delivered. Due rows are looked at then, and not before.
CREATE TABLE delivery_watches (
  order_id uuid PRIMARY KEY,
  due_at timestamptz NOT NULL,
  is_over boolean NOT NULL
);
CREATE INDEX delivery_watches_due ON delivery_watches (due_at) WHERE NOT is_over;

-- migrate:down
