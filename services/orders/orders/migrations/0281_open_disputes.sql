-- migrate:up

-- An open dispute is asked about every day, whether or not there is news.
UPDATE disputes SET next_at = now() WHERE status = 'open' AND next_at IS NULL;

-- migrate:down
