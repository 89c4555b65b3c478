-- migrate:up

-- Where stock is kept. Holds take from the active ones, the lowest priority number first.
CREATE TABLE locations (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(key) <= 60),
  name text NOT NULL,
  priority integer NOT NULL CHECK (priority BETWEEN 0 AND 1000),
  is_active boolean NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  -- There is always one to sell from: new variants begin there, returns go there, what is owed is owed there.
  CONSTRAINT the_default_is_active CHECK (is_active OR id <> '01890000-0000-7000-8000-000000000001')
);
INSERT INTO locations (id, key, name, priority, is_active, version)
VALUES ('01890000-0000-7000-8000-000000000001', 'main', 'Main', 100, true, 1);

-- How a variant sells. Its row is the lock of all its levels: who moves any of them holds it first, by variant id.
CREATE TABLE stock_terms (
  variant_id uuid PRIMARY KEY REFERENCES variants (id),
  policy text NOT NULL DEFAULT 'deny' CHECK (policy IN ('deny', 'backorder', 'preorder')),
  -- How many may be promised that are not there.
  allowance bigint NOT NULL DEFAULT 0 CHECK (allowance BETWEEN 0 AND 1000000),
  until timestamptz,
  low_stock_at bigint CHECK (low_stock_at >= 0),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  CHECK ((policy = 'deny') = (allowance = 0)),
  CHECK ((policy = 'preorder') = (until IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX stock_terms_ending ON stock_terms (until) WHERE until IS NOT NULL;
INSERT INTO stock_terms (variant_id) SELECT id FROM variants;

ALTER TABLE stock_levels
  ADD FOREIGN KEY (location_id) REFERENCES locations (id),
  -- What the location says, as far as this level has heard: it changes under the variant's lock, and is announced.
  ADD COLUMN is_open boolean NOT NULL DEFAULT true,
  -- The most that may be owed here; terms may allow less than they did when it was promised.
  ADD COLUMN allowance bigint NOT NULL DEFAULT 0 CHECK (allowance >= 0),
  ADD CHECK (allowance = 0 OR location_id = '01890000-0000-7000-8000-000000000001'),
  DROP CONSTRAINT never_oversold,
  -- Whatever the code believes: nothing is promised beyond what is there and what may be owed.
  ADD CONSTRAINT never_oversold CHECK (reserved >= 0 AND reserved <= on_hand + allowance);
CREATE INDEX stock_levels_of_location ON stock_levels (location_id, is_open);

ALTER TABLE stock_ledger
  -- Taken under the variant's lock, so that a level's rows are in the order in which it moved.
  ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY,
  DROP CONSTRAINT stock_ledger_kind_check,
  ADD CONSTRAINT stock_ledger_kind_check
    CHECK (kind IN ('adjust', 'count', 'hold', 'release', 'expire', 'ship', 'return')),
  DROP CONSTRAINT stock_ledger_check,
  -- A count that found what was expected is worth remembering.
  ADD CONSTRAINT stock_ledger_check CHECK (d_on_hand <> 0 OR d_reserved <> 0 OR kind = 'count');
CREATE INDEX stock_ledger_positions ON stock_ledger (variant_id, position);

ALTER TABLE reservations
  DROP CONSTRAINT reservations_state_check,
  ADD CONSTRAINT reservations_state_check
    CHECK (state IN ('held', 'committed', 'shipped', 'released', 'expired')),
  -- Who expires it has until then; one that cannot be expired waits while others go on.
  ADD COLUMN retry_at timestamptz;

-- Products that an event made look different, until every cache was told.
CREATE TABLE untold_listings (
  product_id uuid PRIMARY KEY REFERENCES products (id),
  version integer NOT NULL
);

-- migrate:down
