-- migrate:up

-- A timeline is not rewritten, but what was said in it of somebody who was forgotten goes.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.why IS NULL THEN
    NEW.why := OLD.why;
    IF NEW IS NOT DISTINCT FROM OLD THEN
      NEW.why := NULL;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'a timeline is not rewritten';
END $$;

-- migrate:down
