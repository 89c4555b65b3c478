-- migrate:up

-- Parcels, refunds and returns: orders:refund has a limit per order, orders:refund-any has none.
UPDATE roles SET permissions = ARRAY(SELECT unnest(permissions || new.added) ORDER BY 1), version = version + 1, changed_at = now()
FROM (VALUES
  ('support_lead', '{orders:refund,returns:write}'::text[]),
  ('order_manager', '{orders:fulfil,orders:refund,orders:refund-any,returns:write}'),
  ('admin', '{orders:fulfil,orders:refund,orders:refund-any,returns:write}')
) AS new (name, added)
WHERE roles.name = new.name;

-- migrate:down
