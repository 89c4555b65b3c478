-- migrate:up

-- Token buckets, one per thing that is counted; `full_at` is when the bucket will be full again, which is all there is
-- to know (GCRA). Unlogged: after a crash everybody starts with full buckets. The names are hashed, since they
-- hold addresses.
CREATE UNLOGGED TABLE throttles (
  bucket bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
  full_at timestamptz NOT NULL
);
CREATE INDEX throttles_full_at ON throttles (full_at);

-- migrate:down
