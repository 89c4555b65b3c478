-- migrate:up

-- What happened to an account, for its owner and for staff. Written in the transaction of what it tells, never changed.
-- `facts` holds names of fields, ids and numbers, no personal data.
CREATE TABLE audit (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL,
  at timestamptz NOT NULL,
  action text NOT NULL,
  actor_id uuid,
  session_id uuid,
  address text,
  user_agent text,
  facts jsonb NOT NULL
);
CREATE INDEX audit_account ON audit (account_id, id);
CREATE INDEX audit_with_sender ON audit (at) WHERE address IS NOT NULL;

-- Where a request came from is personal: it may be taken out of an old row, or when its owner goes. Nothing else may.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.address IS NULL AND NEW.user_agent IS NULL THEN
    NEW.address := OLD.address;
    NEW.user_agent := OLD.user_agent;
    IF NEW IS NOT DISTINCT FROM OLD THEN
      NEW.address := NULL;
      NEW.user_agent := NULL;
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit is append-only';
END $$;
CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();

-- migrate:down
