-- migrate:up

-- What staff decided about orders that could not go on by themselves. Append-only by use.
CREATE TABLE order_reviews (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL REFERENCES orders (id),
  reason text NOT NULL,
  action text NOT NULL CHECK (action IN ('retry', 'cancel', 'dismiss', 'note')),
  note text NOT NULL,
  actor_id uuid,
  at timestamptz NOT NULL
);
CREATE INDEX order_reviews_order ON order_reviews (order_id, id);

-- migrate:down
