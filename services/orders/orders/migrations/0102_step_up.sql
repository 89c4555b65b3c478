-- migrate:up

-- Totals, by currency, from which this order may not go on: its customer's login was not strong or recent
-- enough when it was placed. Null: no limit.
ALTER TABLE sagas ADD COLUMN total_below jsonb;

-- migrate:down
