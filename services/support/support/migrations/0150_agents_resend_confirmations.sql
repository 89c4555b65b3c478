-- migrate:up

-- An agent may also have the order's confirmation mailed once more.
ALTER TABLE ticket_actions DROP CONSTRAINT ticket_actions_kind_check;
ALTER TABLE ticket_actions ADD CONSTRAINT ticket_actions_kind_check
  CHECK (kind IN ('refund', 'cancel', 'return', 'resend_confirmation'));

-- migrate:down
