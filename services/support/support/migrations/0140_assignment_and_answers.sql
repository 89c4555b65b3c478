-- migrate:up

-- Who answers customers, whether they do right now, and how much of it at once.
CREATE TABLE agents (
  account_id uuid PRIMARY KEY,
  is_available boolean NOT NULL,
  capacity integer NOT NULL CHECK (capacity BETWEEN 0 AND 500),
  -- Whose turn it is: who got something longest ago.
  last_assigned_at timestamptz
);
CREATE INDEX audit_entries_of_actor ON audit_entries (actor, id DESC);

-- What agents say often, by language. {{names}} in it are filled in for each ticket.
CREATE TABLE canned_replies (
  key text PRIMARY KEY CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  version integer NOT NULL CHECK (version > 0),
  title text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 120),
  texts jsonb NOT NULL
);

-- migrate:down
