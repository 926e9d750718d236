-- What the audit explorer filters by, written beside the bytes of each entry. Everything here also stands in the leaf, which decides.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE ledger_entry
  -- Who, unless that is the agent in whose record the entry is; the nil UUID when the product itself acted.
  ADD COLUMN actor_id    uuid,
  -- What, unless that is the entry's own action or its approval.
  ADD COLUMN subject_id  uuid,
  ADD COLUMN approval_id uuid,
  -- The policy that decided, or that was changed.
  ADD COLUMN policy_id   uuid,
  ADD COLUMN status      text;

-- One index per filter, in the order of the list. Partial: an executed action, the commonest entry, is in three of them.
CREATE INDEX ledger_entry_agent ON ledger_entry (org_id, agent_id, seq DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX ledger_entry_action ON ledger_entry (org_id, action_type COLLATE "C", seq DESC) WHERE action_type IS NOT NULL;
CREATE INDEX ledger_entry_policy ON ledger_entry (org_id, policy_id, seq DESC) WHERE policy_id IS NOT NULL;
CREATE INDEX ledger_entry_approval ON ledger_entry (org_id, approval_id, seq DESC) WHERE approval_id IS NOT NULL;
CREATE INDEX ledger_entry_actor ON ledger_entry (org_id, actor_id, seq DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX ledger_entry_subject ON ledger_entry (org_id, subject_id, seq DESC) WHERE subject_id IS NOT NULL;
CREATE INDEX ledger_entry_status ON ledger_entry (org_id, status, seq DESC) WHERE status NOT IN ('executed', 'success');
CREATE INDEX ledger_entry_kind ON ledger_entry (org_id, kind, seq DESC) WHERE kind NOT IN ('action.executed', 'action.denied', 'action.reported');
