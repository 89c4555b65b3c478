-- migrate:up

-- What somebody may buy. A customer's cart is theirs; a guest's is whoever's has the token, of which only the
-- SHA-256 is here. A guest's cart that was merged into a customer's has both: so the merge can be repeated.
CREATE TABLE carts (
  id uuid PRIMARY KEY,
  status text NOT NULL CHECK (status IN ('active', 'ordered', 'merged')),
  customer_id uuid,
  token_hash bytea UNIQUE,
  -- The one order that it became.
  order_id uuid UNIQUE,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CHECK (customer_id IS NOT NULL OR token_hash IS NOT NULL),
  CHECK ((status = 'ordered') = (order_id IS NOT NULL))
);
CREATE UNIQUE INDEX one_active_cart ON carts (customer_id) WHERE status = 'active' AND customer_id IS NOT NULL;
CREATE INDEX carts_customer ON carts (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX carts_expiry ON carts (expires_at);

-- A price is kept only to say that it has changed since its customer saw it.
CREATE TABLE cart_lines (
  cart_id uuid NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
  variant_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 999),
  seen_amount bigint NOT NULL CHECK (seen_amount >= 0),
  seen_currency text NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (cart_id, variant_id)
);

-- migrate:down
