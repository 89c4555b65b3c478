-- migrate:up

-- What orders announced about each order. A reference to check ownership against, not a copy of the order.
CREATE TABLE customer_orders (
  order_id uuid PRIMARY KEY,
  customer_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('placed', 'confirmed', 'cancelled')),
  changed_at timestamptz NOT NULL,
  UNIQUE (order_id, customer_id)
);
CREATE INDEX customer_orders_of_customer ON customer_orders (customer_id, order_id DESC);

-- Seven digits from the first ticket on. Gaps mean nothing: a refused ticket takes its number with it.
CREATE SEQUENCE ticket_numbers START WITH 1000000;

CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  number text NOT NULL UNIQUE,
  customer_id uuid NOT NULL,
  order_id uuid,
  subject text NOT NULL CHECK (char_length(subject) BETWEEN 1 AND 200),
  priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  status text NOT NULL CHECK (status IN ('new', 'open', 'waiting_on_customer', 'on_hold', 'solved', 'closed')),
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  -- A ticket is never about somebody else's order.
  FOREIGN KEY (order_id, customer_id) REFERENCES customer_orders (order_id, customer_id)
);
CREATE INDEX tickets_of_customer ON tickets (customer_id, id DESC);
CREATE INDEX tickets_by_status ON tickets (status, id DESC);

-- Written under the ticket's row lock, so `position` grows in the order in which a ticket's messages commit.
CREATE TABLE messages (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  author_id uuid NOT NULL,
  author_kind text NOT NULL CHECK (author_kind IN ('customer', 'agent')),
  is_internal boolean NOT NULL CHECK (author_kind = 'agent' OR NOT is_internal),
  text text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 10000),
  created_at timestamptz NOT NULL,
  UNIQUE (ticket_id, position)
);

-- migrate:down
