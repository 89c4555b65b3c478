-- migrate:up

-- The only place of the whole system that holds an e-mail address of an account.
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE CHECK (length(email) <= 254 AND email = lower(email)),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  locale text NOT NULL,
  roles text[] NOT NULL CHECK ('customer' = ANY (roles)),
  disabled_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL
);

CREATE TABLE passwords (
  account_id uuid PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

-- What orders announced about each order. The two facts come in any order; both are final.
CREATE TABLE customer_orders (
  order_id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  confirmed_at timestamptz,
  cancelled_at timestamptz
);
CREATE INDEX customer_orders_account ON customer_orders (account_id);

-- migrate:down
