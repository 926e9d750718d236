-- Saved filters may ask for requests that expire soon.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE approval_filter ADD COLUMN expires_within text CHECK (expires_within ~ '^[1-9][0-9]{0,6}[smhd]$');
DO $$
DECLARE old text;
BEGIN
  SELECT conname INTO STRICT old FROM pg_constraint
    WHERE conrelid = 'app.approval_filter'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%num_nonnulls%';
  EXECUTE format('ALTER TABLE app.approval_filter DROP CONSTRAINT %I', old);
END $$;
ALTER TABLE approval_filter ADD CONSTRAINT approval_filter_condition
  CHECK (num_nonnulls(risk, agent_id, policy_id, action_type, expires_within) > 0);
GRANT UPDATE (expires_within) ON approval_filter TO al_app;
