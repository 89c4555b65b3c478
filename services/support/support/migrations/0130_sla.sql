-- migrate:up

-- When the clocks of a ticket must be looked at next; null for never.
ALTER TABLE tickets ADD COLUMN check_at timestamptz;
UPDATE tickets SET check_at = now() WHERE status NOT IN ('solved', 'closed');
CREATE INDEX tickets_to_check ON tickets (check_at) WHERE check_at IS NOT NULL;

-- How fast the shop wants to be, as one document of one version.
CREATE TABLE sla_plan (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  version integer NOT NULL CHECK (version > 0),
  document jsonb NOT NULL
);

-- What was announced about a clock, once.
CREATE TABLE sla_marks (
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  kind text NOT NULL CHECK (kind IN ('first_reply', 'next_reply', 'resolution')),
  started_at timestamptz NOT NULL,
  mark text NOT NULL CHECK (mark IN ('warned', 'breached')),
  at timestamptz NOT NULL,
  PRIMARY KEY (ticket_id, kind, started_at, mark)
);

-- migrate:down
