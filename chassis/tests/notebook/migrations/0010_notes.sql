-- migrate:up
CREATE TABLE notes (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL,
  text text NOT NULL,
  title text,
  pages integer NOT NULL DEFAULT 0
);

-- migrate:down
