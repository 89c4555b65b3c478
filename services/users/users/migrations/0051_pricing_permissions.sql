-- migrate:up

-- What an order costs: how it is sent, what it is taxed, what makes it cheaper.
UPDATE roles SET permissions = ARRAY(SELECT unnest(permissions || new.added) ORDER BY 1), version = version + 1, changed_at = now()
FROM (VALUES
  ('catalogue_manager', '{promotions:write}'::text[]),
  ('order_manager', '{promotions:write,shipping:write}'),
  ('admin', '{promotions:write,shipping:write,taxes:write}')
) AS new (name, added)
WHERE roles.name = new.name;

-- migrate:down
