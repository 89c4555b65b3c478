-- migrate:up

-- What a role allows is data. `admin` and `customer` are fixed, so that nobody can lock everybody out or let everybody in.
CREATE TABLE roles (
  name text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{0,39}$'),
  description text NOT NULL CHECK (length(description) <= 200),
  permissions text[] NOT NULL,
  version integer NOT NULL DEFAULT 1,
  changed_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO roles (name, description, permissions) VALUES
  ('customer', 'Everybody: buys, asks for help', '{}'),
  ('support_agent', 'Answers customers',
   '{accounts:read,orders:read,stock:read,tickets:read,tickets:reply}'),
  ('support_lead', 'Answers customers, cancels orders, disables accounts',
   '{accounts:disable,accounts:read,orders:cancel,orders:read,stock:read,tickets:read,tickets:reply}'),
  ('catalogue_manager', 'Writes products and corrects stock', '{products:write,stock:read,stock:write}'),
  ('order_manager', 'Looks after orders', '{accounts:read,orders:cancel,orders:read,stock:read,tickets:read}'),
  ('admin', 'May do everything',
   '{accounts:disable,accounts:read,orders:cancel,orders:read,privacy:run,products:write,roles:assign,roles:write,stock:read,stock:write,tickets:read,tickets:reply}');

-- migrate:down
