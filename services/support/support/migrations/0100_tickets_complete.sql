-- migrate:up

CREATE EXTENSION IF NOT EXISTS unaccent;

-- How many lines an order has, from its event; null for orders that were placed before this was kept.
ALTER TABLE customer_orders ADD COLUMN line_count integer CHECK (line_count > 0);

ALTER TABLE tickets
  ADD COLUMN order_lines integer[] NOT NULL DEFAULT '{}' CHECK (order_id IS NOT NULL OR order_lines = '{}'),
  ADD COLUMN channel text NOT NULL DEFAULT 'web' CHECK (channel IN ('web', 'app', 'system')),
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20),
  ADD COLUMN assignee_id uuid,
  -- What the system opened is the agents' until one of them writes to the customer.
  ADD COLUMN is_visible boolean NOT NULL DEFAULT true,
  ADD COLUMN merged_into uuid REFERENCES tickets (id) CHECK (merged_into <> id),
  -- Counts what agents may have missed while they wrote.
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN solved_at timestamptz,
  -- Stems of what was said, notes among it: only agents search.
  ADD COLUMN words tsvector NOT NULL DEFAULT '';
UPDATE tickets SET solved_at = changed_at WHERE status IN ('solved', 'closed');
ALTER TABLE tickets ADD CHECK ((solved_at IS NOT NULL) = (status IN ('solved', 'closed')));

CREATE FUNCTION ticket_stems(plain text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT strip(to_tsvector('pg_catalog.spanish', plain) || to_tsvector('pg_catalog.english', plain)
    || to_tsvector('pg_catalog.simple', plain))
$$;
UPDATE tickets SET words = ticket_stems(regexp_replace(lower(unaccent(subject)), '[^[:alnum:]]+', ' ', 'g'));

DROP INDEX tickets_by_status;
CREATE INDEX tickets_by_status ON tickets (status, priority, id DESC);
CREATE INDEX tickets_by_status_and_age ON tickets (status, id DESC);
CREATE INDEX tickets_by_priority ON tickets (priority, id DESC);
CREATE INDEX tickets_of_assignee ON tickets (assignee_id, status, id DESC);
-- Without the pending list of fastupdate: no reader pays for what writers left.
CREATE INDEX tickets_by_tag ON tickets USING gin (tags) WITH (fastupdate = off);
CREATE INDEX tickets_words ON tickets USING gin (words) WITH (fastupdate = off);
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_to_close ON tickets (solved_at) WHERE status = 'solved';
-- How often each word and tag occurs decides between walking the newest and looking words up.
ALTER TABLE tickets ALTER COLUMN words SET STATISTICS 500;
ALTER TABLE tickets ALTER COLUMN tags SET STATISTICS 500;

-- The system says why it opened a ticket, in a note that nobody signs.
ALTER TABLE messages DROP CONSTRAINT messages_author_kind_check, DROP CONSTRAINT messages_check;
ALTER TABLE messages
  ALTER COLUMN author_id DROP NOT NULL,
  -- How many events the order had when the agent last saw it before writing.
  ADD COLUMN order_version integer,
  ADD CONSTRAINT messages_author_kind_check CHECK (author_kind IN ('customer', 'agent', 'system')),
  ADD CONSTRAINT messages_author_check CHECK ((author_id IS NULL) = (author_kind = 'system')),
  ADD CONSTRAINT messages_note_check CHECK (CASE author_kind
    WHEN 'customer' THEN NOT is_internal WHEN 'system' THEN is_internal ELSE true END);

-- What became of a ticket and when: all its clocks are computed from this, and can be again.
CREATE TABLE ticket_log (
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  what text NOT NULL CHECK (what IN ('opened', 'replied', 'answered', 'changed')),
  status text NOT NULL,
  priority text NOT NULL,
  PRIMARY KEY (ticket_id, position)
);
INSERT INTO ticket_log (ticket_id, at, what, status, priority)
SELECT id, created_at, 'opened', 'new', priority FROM tickets ORDER BY id;
INSERT INTO ticket_log (ticket_id, at, what, status, priority)
SELECT id, changed_at, 'changed', status, priority FROM tickets WHERE status <> 'new' ORDER BY id;

CREATE TABLE ticket_relations (
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  related_id uuid NOT NULL REFERENCES tickets (id),
  PRIMARY KEY (ticket_id, related_id),
  CHECK (ticket_id < related_id)
);
CREATE INDEX ticket_relations_back ON ticket_relations (related_id);

-- A filter that agents come back to; one without an owner is everybody's.
CREATE TABLE ticket_views (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 80),
  owner_id uuid,
  filter jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX ticket_views_of_owner ON ticket_views (owner_id, id);

-- migrate:down
