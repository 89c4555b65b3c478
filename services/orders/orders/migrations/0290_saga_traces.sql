-- migrate:up

-- W3C trace context of the request that the saga works for: whoever drives it goes on in that trace.
ALTER TABLE sagas ADD COLUMN traceparent text;
-- When it was started, or started again; null for those that were before this was kept.
ALTER TABLE sagas ADD COLUMN started_at timestamptz;

-- What a metric counts every few seconds: nearly none.
CREATE INDEX payment_operations_unknown ON payment_operations (first_tried_at) WHERE state = 'unknown';

-- migrate:down
