-- migrate:up

-- Names such as ["Size", "Color"]; each variant has a value for each. One statement reads and writes a product,
-- so what has no life of its own lies in its row.
ALTER TABLE products
  ADD COLUMN options jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_array_length(options) <= 3),
  -- [{"url", "alt"}] in the order in which they are shown.
  ADD COLUMN images jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(images) = 'array');

ALTER TABLE variants
  ADD COLUMN option_values jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_array_length(option_values) <= 3),
  ADD COLUMN image text CHECK (image ~ '^https?://');

-- migrate:down
