-- migrate:up

-- Answers on their way to customers' mailboxes. A row is the queue; address and language are asked for when it is sent.
CREATE TABLE mails (
  message_id uuid PRIMARY KEY REFERENCES messages (id),
  ticket_id uuid NOT NULL REFERENCES tickets (id),
  customer_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  why text,
  CHECK (num_nonnulls(next_try_at, sent_at, failed_at) = 1)
);
CREATE INDEX mails_due ON mails (next_try_at) WHERE next_try_at IS NOT NULL;
CREATE INDEX mails_of_ticket ON mails (ticket_id, message_id);
CREATE INDEX mails_of_customer ON mails (customer_id) WHERE next_try_at IS NOT NULL;

-- migrate:down
