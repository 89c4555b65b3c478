-- migrate:up

-- Files beside a conversation; their bytes are in S3 under the id. `gone` waits for a worker to delete those.
CREATE TABLE attachments (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  uploaded_by uuid NOT NULL,
  is_internal boolean NOT NULL,
  file_name text NOT NULL CHECK (char_length(file_name) BETWEEN 1 AND 120),
  content_type text NOT NULL,
  size bigint NOT NULL CHECK (size BETWEEN 1 AND 10485760),
  status text NOT NULL CHECK (status IN ('waiting', 'ready', 'refused', 'gone')),
  created_at timestamptz NOT NULL,
  -- Which copy was looked into: what is uploaded later is another one.
  copy_id uuid,
  -- When a worker looks at it: a waiting one is given up then.
  next_at timestamptz,
  CHECK (status <> 'ready' OR copy_id IS NOT NULL)
);
CREATE INDEX attachments_of_ticket ON attachments (ticket_id, id);
CREATE INDEX attachments_of_uploader ON attachments (uploaded_by, id DESC);
CREATE INDEX attachments_due ON attachments (next_at) WHERE next_at IS NOT NULL;

-- migrate:down
