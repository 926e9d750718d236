-- Row-level security, grants and append-only guards. The roles exist already: packages/db/src/provision creates them.
SET LOCAL search_path = app, pg_catalog;

GRANT USAGE ON SCHEMA app TO al_app, al_ledger, al_lookup;

-- INVARIANT: row-level security is forced on every table, so that even the owner sees no row without a policy.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'app' LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;

DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r' ORDER BY c.relname LOOP
    -- Every query is about one organisation, which may own nearly all rows of a table. Statistics say the opposite of a new table, or
    -- of one with many small organisations: the planner then takes any index that begins with org_id for as good as the key, and
    -- walks the whole organisation to find one row. With one distinct value it plans as if that organisation owned everything.
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    -- `n_distinct` takes effect at the first ANALYZE. Postgres 18 can be told before.
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        t);
    END IF;
    CONTINUE WHEN t = 'organisation_tombstone';
    -- The application works in one organisation at a time. The sub-select becomes an InitPlan: it is evaluated once, not for every row.
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    -- remove_organisation deletes the rows of one organisation.
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
  END LOOP;
END $$;

-- A commit of the ledger settles a batch of several organisations: app.org_ids holds those of the batch.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_head', 'ledger_entry', 'ledger_node', 'ledger_checkpoint', 'ledger_payload', 'ledger_salt', 'idempotency',
    'decision', 'entry_reference', 'decision_word', 'approval', 'approval_vote', 'approval_grant', 'permit', 'action_report', 'run_event',
    'policy_hit', 'limit_counter', 'history_event', 'budget_reservation', 'circuit_call', 'cost_reservation', 'cost_record', 'agent_sequence',
    'agent_sequence_gap'] LOOP
    EXECUTE format($p$
      CREATE POLICY batch_orgs ON app.%I TO al_ledger
        USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
        WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))$p$, t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO al_ledger', t);
  END LOOP;
END $$;
CREATE POLICY batch_orgs ON delegation FOR SELECT TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
GRANT SELECT ON delegation TO al_ledger;

-- Functions that are called before an organisation is known run as al_lookup, on exactly these tables.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['app_user', 'organisation', 'organisation_tombstone', 'member', 'session', 'invitation', 'agent', 'api_key', 'delegation',
    'ledger_head', 'approval', 'posture_snapshot'] LOOP
    EXECUTE format('CREATE POLICY lookup ON app.%I FOR SELECT TO al_lookup USING (true)', t);
    EXECUTE format('GRANT SELECT ON app.%I TO al_lookup', t);
  END LOOP;
END $$;

-- The functions that look for due work read single columns of these.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['cost_reservation', 'heartbeat', 'anomaly_cursor', 'anomaly', 'halt', 'halt_client', 'stream_client', 'halt_drill',
    'channel_cursor', 'delivery'] LOOP
    EXECUTE format('CREATE POLICY lookup ON app.%I FOR SELECT TO al_lookup USING (true)', t);
  END LOOP;
END $$;
GRANT SELECT (reservation_id, status, expires_at) ON cost_reservation TO al_lookup;
GRANT SELECT (key_id, client, agent_id, seen_at, silent_at) ON heartbeat TO al_lookup;
GRANT SELECT (origin, next_seq, worked_at) ON anomaly_cursor TO al_lookup;
GRANT SELECT (recorded) ON anomaly TO al_lookup;
GRANT SELECT (halt_id, requested_at, settled_at, confirmed_at, resumed_at) ON halt TO al_lookup;
GRANT SELECT (halt_id, key_id, client_id, acknowledged_at) ON halt_client TO al_lookup;
GRANT SELECT (process_id, key_id, client_id, seen_at) ON stream_client TO al_lookup;
GRANT SELECT (drill_id, next_at) ON halt_drill TO al_lookup;
GRANT SELECT (origin, next_seq) ON channel_cursor TO al_lookup;
GRANT SELECT (delivery_id, channel, endpoint_id, user_id, subscription_id, due_at) ON delivery TO al_lookup;

-- A person is visible to the organisations they belong to. Anyone may be invited, so any row may be inserted.
CREATE POLICY fellow_members ON app_user FOR SELECT TO al_app USING (EXISTS (SELECT FROM member m WHERE m.user_id = app_user.user_id));
CREATE POLICY invite ON app_user FOR INSERT TO al_app WITH CHECK (true);
-- People change their own password and nobody else's.
CREATE POLICY themselves ON app_user FOR UPDATE TO al_app
  USING (user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY removal ON app_user FOR DELETE TO al_lookup USING (NULLIF(current_setting('app.removing', true), '') IS NOT NULL);

-- One bucket at a time, by name. A DELETE without a condition removes exactly the expired buckets.
CREATE POLICY one_bucket ON attempt TO al_app
  USING (bucket = (SELECT decode(NULLIF(current_setting('app.bucket', true), ''), 'hex')))
  WITH CHECK (bucket = (SELECT decode(NULLIF(current_setting('app.bucket', true), ''), 'hex')));
CREATE POLICY over ON attempt FOR DELETE TO al_app USING (resets_at <= clock_timestamp());

-- Counters and history that no window reads any more.
CREATE POLICY over ON limit_counter TO al_lookup USING (expires_at < now() - interval '1 hour');
CREATE POLICY over ON history_event TO al_lookup USING (expires_at < now() - interval '1 hour');
GRANT SELECT (expires_at) ON limit_counter, history_event TO al_lookup;

-- Clients that are silent, or whose process has ended.
CREATE POLICY silence ON heartbeat FOR UPDATE TO al_lookup USING (silent_at <= clock_timestamp()) WITH CHECK (silent_at IS NULL);
CREATE POLICY over ON heartbeat FOR DELETE TO al_lookup USING (seen_at < clock_timestamp() - interval '24 hours');
CREATE POLICY upkeep ON stream_client FOR UPDATE TO al_lookup
  USING (process_id = (SELECT NULLIF(current_setting('app.process_id', true), '')::uuid))
  WITH CHECK (process_id = (SELECT NULLIF(current_setting('app.process_id', true), '')::uuid));
CREATE POLICY over ON stream_client FOR DELETE TO al_lookup USING (seen_at < clock_timestamp() - interval '2 minutes');
CREATE POLICY over ON halt_client FOR UPDATE TO al_lookup USING (acknowledged_at IS NULL) WITH CHECK (acknowledged_at IS NULL);
GRANT UPDATE (silent_at) ON heartbeat TO al_lookup;
GRANT UPDATE (seen_at) ON stream_client TO al_lookup;
GRANT UPDATE (left_at) ON halt_client TO al_lookup;

CREATE POLICY removal ON organisation_tombstone FOR INSERT TO al_lookup
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT INSERT ON organisation_tombstone TO al_lookup;
GRANT DELETE ON app_user TO al_lookup;
GRANT UPDATE (active_version) ON policy TO al_lookup;
-- SELECT … FOR UPDATE needs UPDATE on a column.
GRANT UPDATE (removed_at) ON organisation TO al_lookup;
GRANT UPDATE (config_version) ON ledger_head TO al_lookup;

-- What the application reads and inserts.
GRANT SELECT, INSERT ON organisation, org_key, app_user, member, session, invitation, passkey, passkey_use, totp, recovery_code, posture_snapshot TO al_app;
GRANT SELECT, INSERT, DELETE ON approver_group, approver_group_member, handover TO al_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO al_app;
GRANT SELECT, INSERT ON agent, api_key, delegation, agent_identity_key TO al_app;
GRANT SELECT, INSERT ON policy, policy_version, policy_publication, policy_review, org_manifest TO al_app;
GRANT SELECT, INSERT ON breaker_override, model_price TO al_app;
GRANT SELECT, INSERT ON ledger_head, ledger_entry, ledger_node, ledger_checkpoint, ledger_payload, ledger_salt, ledger_check, idempotency TO al_app;
-- No update: a key that signed heads stays what it was.
GRANT SELECT, INSERT ON log_key TO al_app;
GRANT SELECT, INSERT ON approval_opening, approval_filter, permit_key TO al_app;
GRANT SELECT, INSERT ON agent_session, run, heartbeat, anomaly_cursor, agent_activity, anomaly TO al_app;
GRANT SELECT, INSERT ON halt, halt_client, halt_freeze, stream_client, halt_drill, halt_drill_result TO al_app;
GRANT SELECT, INSERT ON channel_cursor, endpoint, push_subscription, delivery, delivery_attempt, notification_preference TO al_app;
GRANT SELECT, INSERT, DELETE ON slack_link, slack_state TO al_app;
-- Commits of the ledger write these, except ledger_generation, which `npm run restore` writes.
GRANT SELECT ON agent_sequence, agent_sequence_gap, ledger_generation, decision, entry_reference, decision_word, approval, approval_vote,
  approval_grant, permit, action_report, run_event, policy_hit, limit_counter, history_event, budget_reservation, circuit_call, cost_reservation,
  cost_record TO al_app;

-- What the application updates and deletes.
GRANT UPDATE (name, zone, purge_at, removed_at, text_index) ON organisation TO al_app;
GRANT UPDATE (password_hash) ON app_user TO al_app;
GRANT UPDATE (role, role_since), DELETE ON member TO al_app;
GRANT UPDATE (last_seen_at, ended_at) ON session TO al_app;
GRANT UPDATE (token_hash, expires_at, accepted_at, accepted_by, revoked_at, mail_token, mail_due_at, mail_attempts, mailed_at) ON invitation TO al_app;
GRANT UPDATE (sign_count, used_at), DELETE ON passkey TO al_app;
GRANT UPDATE (secret, begun_at, enrolled_at, used_step, used_by), DELETE ON totp TO al_app;
GRANT UPDATE (used_by) ON recovery_code TO al_app;
GRANT UPDATE (name) ON approver_group TO al_app;
GRANT UPDATE (description, capabilities, labels, owner_user_id, status) ON agent TO al_app;
GRANT UPDATE (revoked_at, last_used_at, expires_at) ON api_key TO al_app;
GRANT UPDATE (expires_at, ended_at, end_reason) ON delegation TO al_app;
GRANT UPDATE (ends_at, replaced_by) ON agent_identity_key TO al_app;
GRANT UPDATE (active_version, disabled_at) ON policy TO al_app;
GRANT UPDATE (status, decided_by, decided_at, reason, epoch) ON policy_review TO al_app;
GRANT UPDATE (state, reason, set_by, set_at), DELETE ON breaker_override TO al_app;
GRANT UPDATE (input, output, set_at, set_by), DELETE ON model_price TO al_app;
GRANT UPDATE (size, frontier, last_leaf, last_ts, config_version) ON ledger_head TO al_app;
GRANT UPDATE (checked_at, size, valid) ON ledger_check TO al_app;
GRANT DELETE ON decision_word TO al_app;
-- A revocation ends the approvals of the subtree in its own transaction, and a halt freezes deadlines in its own.
GRANT UPDATE (status, due_at, lapses_at, refusal, progress) ON approval TO al_app;
GRANT UPDATE (opened_at) ON approval_opening TO al_app;
GRANT UPDATE (ended_at, ended_because) ON approval_grant TO al_app;
GRANT UPDATE (risk, agent_id, policy_id, action_type, expires_within), DELETE ON approval_filter TO al_app;
GRANT UPDATE (expires_at) ON permit TO al_app;
GRANT UPDATE (ends_at), DELETE ON permit_key TO al_app;
GRANT UPDATE (version, run_id, seen_at, silent_at), DELETE ON heartbeat TO al_app;
GRANT UPDATE (origin, next_seq, worked_at) ON anomaly_cursor TO al_app;
GRANT UPDATE (requests, records, escalations, delegations, bypasses, first_seq), DELETE ON agent_activity TO al_app;
GRANT UPDATE (window_to, observed, evidence, recorded, expected_at, expected_by, expected_reason) ON anomaly TO al_app;
GRANT UPDATE (settled_at, denied, frozen, confirmed_at, resumed_at, resumed_by, resume_reason) ON halt TO al_app;
GRANT UPDATE (client, acknowledged_at, told_at, assigned, left_at, was_disconnected) ON halt_client TO al_app;
GRANT DELETE ON halt_freeze, stream_client TO al_app;
GRANT UPDATE (next_at, then_at), DELETE ON halt_drill TO al_app;
GRANT UPDATE (origin, next_seq) ON channel_cursor TO al_app;
GRANT UPDATE (name, url, types, environments, secret, previous_secret, previous_until, enabled, failing_since, delivered_at), DELETE ON endpoint TO al_app;
GRANT UPDATE (used_at), DELETE ON push_subscription TO al_app;
GRANT UPDATE (status, due_at, attempts, retries, finished_at, held, receipt), DELETE ON delivery TO al_app;
GRANT UPDATE (channels, digest_minutes, quiet_from, quiet_until, zone, topics) ON notification_preference TO al_app;

-- What a commit of the ledger updates.
GRANT UPDATE (size, frontier, last_leaf, last_ts) ON ledger_head TO al_ledger;
GRANT UPDATE (digest, status, expires_at, decided_at, decided_by, lapses_at, due_at, executed_event_id, refusal, progress) ON approval TO al_ledger;
GRANT UPDATE (uses, used_sum, ended_at, ended_because) ON approval_grant TO al_ledger;
GRANT UPDATE (consumed_at, consumer_key_id, consumed_event_id) ON permit TO al_ledger;
GRANT UPDATE (last_sequence, missing, used_at) ON agent_sequence TO al_ledger;
GRANT UPDATE (hits, last_at) ON policy_hit TO al_ledger;
GRANT UPDATE (value, warned, expires_at, extended) ON limit_counter TO al_ledger;
GRANT UPDATE (settled_at, assumed) ON budget_reservation TO al_ledger;
GRANT UPDATE (reported_at) ON circuit_call TO al_ledger;
GRANT UPDATE (model, used, status, ended_at) ON cost_reservation TO al_ledger;

-- Guards against accidents, for every role. The evidence against tampering is the signed heads that others hold.
-- Only remove_organisation, which runs as al_lookup, may delete rows, and only those of the organisation that it removes.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
    IF current_user = 'al_lookup' AND OLD.org_id::text = current_setting('app.removing', true) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger_entry', 'ledger_node', 'ledger_checkpoint', 'decision', 'policy_version', 'policy_publication', 'org_manifest',
    'action_report', 'approval_vote'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON app.%I FOR EACH ROW EXECUTE FUNCTION app.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON app.%I FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change()', t);
  END LOOP;
END $$;
