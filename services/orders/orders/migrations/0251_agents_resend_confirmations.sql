-- migrate:up

-- An agent may also have the confirmation mailed once more. It leads to nothing that has a `result_id`.
ALTER TABLE agent_actions DROP CONSTRAINT agent_actions_kind_check;
ALTER TABLE agent_actions ADD CONSTRAINT agent_actions_kind_check
  CHECK (kind IN ('refund', 'cancel', 'return', 'resend_confirmation'));

-- migrate:down
