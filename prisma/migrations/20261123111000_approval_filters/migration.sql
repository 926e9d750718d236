-- Filters of the approvals queue that people saved for themselves.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE approval_filter (
  org_id      uuid NOT NULL,
  filter_id   uuid NOT NULL,
  user_id     uuid NOT NULL,
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- Conditions; null for any. The agent and the policy may no longer exist: the filter then matches nothing.
  risk        text CHECK (risk IN ('low', 'medium', 'high', 'critical')),
  agent_id    uuid,
  policy_id   uuid,
  action_type text CHECK (length(action_type) <= 128),
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (org_id, filter_id),
  UNIQUE (org_id, user_id, name),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CHECK (num_nonnulls(risk, agent_id, policy_id, action_type) > 0)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approval_filter'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        t);
    END IF;
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO al_app', t);
  END LOOP;
END $$;
GRANT UPDATE (risk, agent_id, policy_id, action_type), DELETE ON approval_filter TO al_app;
