-- migrate:up

CREATE TABLE stock_levels (
  variant_id uuid NOT NULL REFERENCES variants (id),
  location_id uuid NOT NULL,
  on_hand bigint NOT NULL DEFAULT 0,
  reserved bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (variant_id, location_id),
  -- Whatever the code believes: nothing is promised that is not there.
  CONSTRAINT never_oversold CHECK (reserved BETWEEN 0 AND on_hand)
) WITH (fillfactor = 70);

-- Why the levels are what they are: on_hand and reserved are the sums of these rows.
CREATE TABLE stock_ledger (
  operation_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('adjust', 'hold', 'release', 'expire')),
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  d_on_hand bigint NOT NULL,
  d_reserved bigint NOT NULL,
  reason text,
  at timestamptz NOT NULL,
  -- One operation moves a level once, however often it is asked to.
  PRIMARY KEY (operation_id, kind, variant_id, location_id),
  FOREIGN KEY (variant_id, location_id) REFERENCES stock_levels (variant_id, location_id),
  CHECK (d_on_hand <> 0 OR d_reserved <> 0)
);
CREATE INDEX stock_ledger_of_level ON stock_ledger (variant_id, location_id, at);

CREATE FUNCTION stock_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the stock ledger is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON stock_ledger
  FOR EACH ROW EXECUTE FUNCTION stock_ledger_is_append_only();

-- migrate:down
