-- migrate:up

-- What staff decides is one value, checked by the model; the columns beside it are what SQL asks for.
CREATE TABLE shipping_methods (
  id uuid PRIMARY KEY,
  terms jsonb NOT NULL,
  is_active boolean NOT NULL GENERATED ALWAYS AS ((terms ->> 'is_active')::boolean) STORED,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  changed_by uuid
);
CREATE TABLE tax_rates (
  id uuid PRIMARY KEY,
  country text NOT NULL,
  tax_class text NOT NULL,
  starts_on date NOT NULL,
  rate_ppm integer NOT NULL CHECK (rate_ppm BETWEEN 0 AND 1000000),
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  changed_by uuid,
  CONSTRAINT one_rate_a_day UNIQUE (country, tax_class, starts_on)
);
CREATE TABLE promotions (
  id uuid PRIMARY KEY,
  terms jsonb NOT NULL,
  code text GENERATED ALWAYS AS (upper(terms ->> 'code')) STORED UNIQUE,
  is_active boolean NOT NULL GENERATED ALWAYS AS ((terms ->> 'is_active')::boolean) STORED,
  uses bigint NOT NULL DEFAULT 0 CHECK (uses >= 0),
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL,
  changed_by uuid
);
CREATE INDEX promotions_automatic ON promotions (id) WHERE code IS NULL AND is_active;
-- Which orders have a use of a promotion with a limit: as many as its `uses` says.
CREATE TABLE promotion_uses (
  promotion_id uuid NOT NULL REFERENCES promotions (id),
  order_id uuid NOT NULL REFERENCES orders (id) DEFERRABLE INITIALLY DEFERRED,
  customer_id uuid,
  PRIMARY KEY (order_id, promotion_id)
);
CREATE INDEX promotion_uses_customer ON promotion_uses (promotion_id, customer_id);

ALTER TABLE offers
  ADD COLUMN tax_class text NOT NULL DEFAULT 'standard',
  ADD COLUMN weight_grams bigint;

ALTER TABLE orders
  -- What the shop asked and gave when the order was placed; null for nothing but its prices.
  ADD COLUMN terms jsonb,
  -- What it costs beside its lines, since the hold.
  ADD COLUMN charges jsonb;
ALTER TABLE order_lines
  ADD COLUMN discount_amount bigint NOT NULL DEFAULT 0,
  -- Null for what was sold before there were taxes and discounts: it cost its price.
  ADD COLUMN net_amount bigint CHECK (net_amount >= 0),
  ADD COLUMN tax_rate_ppm integer NOT NULL DEFAULT 0 CHECK (tax_rate_ppm BETWEEN 0 AND 1000000),
  ADD COLUMN tax_amount bigint NOT NULL DEFAULT 0 CHECK (tax_amount >= 0),
  ADD CONSTRAINT never_more_off_than_it_costs
    CHECK (discount_amount BETWEEN 0 AND coalesce(unit_amount * quantity, 0));

ALTER TABLE refunds DROP CONSTRAINT refunds_cause_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_cause_check
  CHECK (cause IN ('order_cancelled', 'lines_cancelled', 'return', 'goodwill', 'shipping'));

-- migrate:down
