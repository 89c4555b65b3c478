-- migrate:up

-- A guest acts by the link of the order; who that is has no id of their own.
ALTER TABLE timeline_entries
  DROP CONSTRAINT timeline_entries_actor_kind_check,
  ADD CONSTRAINT timeline_entries_actor_kind_check CHECK (actor_kind IN ('customer', 'guest', 'staff', 'system'));

-- migrate:down
