-- migrate:up

-- Every fact this service announced: audit, replay, and the oracle of the checks. Append-only.
CREATE TABLE events (
  event_id uuid NOT NULL UNIQUE,
  aggregate_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  type text NOT NULL,
  body jsonb NOT NULL,
  at timestamptz NOT NULL,
  correlation_id text,
  causation_id text,
  traceparent text,
  PRIMARY KEY (aggregate_id, version)
);

CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON events
  FOR EACH ROW EXECUTE FUNCTION events_are_append_only();

-- What is not yet published. Small and hot: rows are deleted once SNS has them.
CREATE TABLE outbox (
  event_id uuid PRIMARY KEY REFERENCES events (event_id),
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  lease_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_due ON outbox (created_at);

-- Events already handled. Written in the transaction of their effect.
CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_at ON inbox (at);

-- The newest version seen of each aggregate that is copied from elsewhere.
CREATE TABLE latest (
  consumer text NOT NULL,
  aggregate_id uuid NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (consumer, aggregate_id)
);

CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 8 AND 255),
  request_hash bytea NOT NULL,
  resource_id uuid,
  status integer,
  body bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- migrate:down
