-- migrate:up

-- What agents did and read, for good. Ids only.
CREATE TABLE audit_entries (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL,
  -- account:… or client:…
  actor text NOT NULL,
  action text NOT NULL,
  ticket_id uuid,
  customer_id uuid,
  facts jsonb NOT NULL
);
CREATE INDEX audit_entries_of_ticket ON audit_entries (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX audit_entries_of_customer ON audit_entries (customer_id, id) WHERE customer_id IS NOT NULL;

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();

-- Which history of the ticket's order an agent saw last.
CREATE TABLE sights (
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  agent_id uuid NOT NULL,
  order_version integer NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, agent_id)
);

-- migrate:down
