-- migrate:up

CREATE TABLE reservations (
  order_id uuid PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('held', 'committed', 'released', 'expired')),
  -- The lines as they were asked for; none on a tombstone, whose release came before its hold.
  requested jsonb NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  CHECK (state = 'released' OR requested <> '[]' AND expires_at IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX reservations_expiring ON reservations (expires_at) WHERE state = 'held';

-- What is kept, one row per variant however many lines asked for it, with the price promised for it.
CREATE TABLE reservation_lines (
  order_id uuid NOT NULL REFERENCES reservations (order_id),
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity bigint NOT NULL CHECK (quantity > 0),
  shipped bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  released bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
  product_id uuid NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  unit_amount bigint NOT NULL CHECK (unit_amount >= 0),
  unit_currency text NOT NULL,
  PRIMARY KEY (order_id, variant_id, location_id),
  FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id),
  CHECK (shipped + released <= quantity)
) WITH (fillfactor = 70);
CREATE INDEX reservation_lines_of_level ON reservation_lines (variant_id, location_id);

-- migrate:down
