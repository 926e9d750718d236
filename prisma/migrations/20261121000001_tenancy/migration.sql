-- Row-level security, grants and guards. Roles exist already: the migration runner makes them (see packages/db/src/provision).
SET LOCAL search_path = app, pg_catalog;

GRANT USAGE ON SCHEMA app TO al_app, al_ledger, al_lookup;

-- INVARIANT: forced RLS on every table, so that even its owner sees no row without a policy.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

-- One organisation at a time for the application. The sub-select makes it an InitPlan: evaluated once, not per row.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organisation', 'org_key', 'member', 'session', 'agent', 'api_key', 'policy', 'policy_version', 'org_manifest',
    'ledger_head', 'ledger_entry', 'ledger_node', 'ledger_checkpoint', 'ledger_payload', 'ledger_salt', 'idempotency',
    'decision', 'approval', 'approval_vote', 'permit', 'action_report'] LOOP
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
  END LOOP;
END $$;

-- The flush settles a batch of several organisations; app.org_ids is set from the scopes in the batch.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_head', 'ledger_entry', 'ledger_node', 'ledger_checkpoint', 'ledger_payload', 'ledger_salt', 'idempotency',
    'decision', 'approval', 'approval_vote', 'permit', 'action_report'] LOOP
    EXECUTE format($p$
      CREATE POLICY batch_orgs ON app.%I TO al_ledger
        USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
        WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))$p$, t);
  END LOOP;
END $$;

-- A person is visible to the organisations they belong to. Anyone may be invited, so any row may be inserted.
CREATE POLICY fellow_members ON app_user FOR SELECT TO al_app USING (EXISTS (SELECT FROM member m WHERE m.user_id = app_user.user_id));
CREATE POLICY invite ON app_user FOR INSERT TO al_app WITH CHECK (true);

-- Look-ups before an organisation is known run as al_lookup, on exactly these tables.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['app_user', 'organisation', 'member', 'session', 'agent', 'api_key', 'ledger_head', 'approval'] LOOP
    EXECUTE format('CREATE POLICY lookup ON app.%I FOR SELECT TO al_lookup USING (true)', t);
    EXECUTE format('GRANT SELECT ON app.%I TO al_lookup', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON organisation, org_key, app_user, member, session, agent, api_key, policy, policy_version, org_manifest TO al_app;
GRANT UPDATE (last_seen_at, ended_at) ON session TO al_app;
GRANT UPDATE (capabilities, labels, owner_user_id, status) ON agent TO al_app;
GRANT UPDATE (revoked_at, last_used_at, expires_at) ON api_key TO al_app;
GRANT UPDATE (active_version) ON policy TO al_app;
GRANT SELECT, INSERT ON ledger_head, ledger_entry, ledger_node, ledger_checkpoint, ledger_payload, ledger_salt, idempotency TO al_app, al_ledger;
GRANT UPDATE (size, frontier, last_leaf, last_ts, config_version) ON ledger_head TO al_app;
GRANT UPDATE (size, frontier, last_leaf, last_ts) ON ledger_head TO al_ledger;
GRANT SELECT ON decision, approval, approval_vote, permit, action_report TO al_app;
GRANT SELECT, INSERT ON decision, approval, approval_vote, permit, action_report TO al_ledger;
GRANT UPDATE (status, decided_at, decided_by, lapses_at, due_at, executed_event_id, refusal) ON approval TO al_ledger;
GRANT UPDATE (consumed_at, consumer_key_id, consumed_event_id) ON permit TO al_ledger;

-- Guards against accidents, for every role. The evidence is the signed heads that others hold.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_entry', 'ledger_node', 'ledger_checkpoint', 'decision', 'policy_version', 'org_manifest', 'action_report', 'approval_vote'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.%I FOR EACH ROW EXECUTE FUNCTION app.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON app.%I FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()', t);
  END LOOP;
END $$;
