-- migrate:up

-- tickets:manage approves what is above an agent's limit, and keeps what all agents share. Agents give goodwill themselves
-- up to the limit of orders:refund; leads have none.
UPDATE roles SET permissions = ARRAY(SELECT unnest(permissions || new.added) ORDER BY 1), version = version + 1, changed_at = now()
FROM (VALUES
  ('support_agent', '{orders:refund}'::text[]),
  ('support_lead', '{orders:refund-any,tickets:manage}'),
  ('admin', '{tickets:manage}')
) AS new (name, added)
WHERE roles.name = new.name;

-- migrate:down
