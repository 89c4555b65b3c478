-- migrate:up

CREATE TABLE products (
  id uuid PRIMARY KEY,
  handle text NOT NULL UNIQUE,
  name text NOT NULL,
  description text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  -- What staff read and edit; stock does not touch it, so a sale never spoils an edit.
  version integer NOT NULL CHECK (version > 0),
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL
);
CREATE INDEX products_for_sale ON products (id DESC) WHERE status = 'active';

CREATE TABLE variants (
  id uuid PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES products (id),
  position integer NOT NULL,
  sku text NOT NULL,
  name text NOT NULL,
  price_amount bigint NOT NULL CHECK (price_amount >= 0),
  price_currency text NOT NULL CHECK (price_currency ~ '^[A-Z]{3}$'),
  -- Deferrable: checked when the statement ends, so that two variants can swap their SKUs.
  CONSTRAINT variants_sku UNIQUE (sku) DEFERRABLE INITIALLY IMMEDIATE
);
CREATE INDEX variants_of_product ON variants (product_id, position);

-- migrate:down
