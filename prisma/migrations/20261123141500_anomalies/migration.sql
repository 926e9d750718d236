-- Anomalies: the activity of agents per hour, and what differed from it.
SET LOCAL search_path = app, pg_catalog;

-- The records that an action said it accesses.
ALTER TABLE decision ADD COLUMN records bigint NOT NULL DEFAULT 0 CHECK (records >= 0);

-- The position in the log up to which activity was counted.
CREATE TABLE anomaly_cursor (
  org_id       uuid PRIMARY KEY REFERENCES organisation,
  origin       text NOT NULL,
  next_seq     bigint NOT NULL,
  -- Activity recorded before this time is counted, and reports nothing.
  reports_from timestamptz NOT NULL,
  worked_at    timestamptz NOT NULL
);

-- What a root agent and its delegated agents did in an hour (UTC), by action; '' is the total of all actions.
CREATE TABLE agent_activity (
  org_id      uuid NOT NULL,
  agent_id    uuid NOT NULL,
  environment text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  action_type text NOT NULL CHECK (length(action_type) <= 128),
  hour        timestamptz NOT NULL,
  requests    bigint NOT NULL,
  records     bigint NOT NULL,
  escalations bigint NOT NULL,
  delegations bigint NOT NULL,
  bypasses    bigint NOT NULL,
  PRIMARY KEY (org_id, agent_id, environment, action_type, hour),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX agent_activity_hour ON agent_activity (org_id, hour);

-- One row per agent, environment, kind, pattern and UTC day.
CREATE TABLE anomaly (
  org_id          uuid NOT NULL,
  anomaly_id      uuid NOT NULL,
  agent_id        uuid NOT NULL,
  environment     text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  kind            text NOT NULL CHECK (kind IN ('frequency_spike', 'new_action_type', 'off_hours', 'bulk_access', 'scope_escalation',
    'delegation_burst', 'reported_without_permission')),
  -- The action, or the part of the week; '' for an anomaly of the whole agent.
  pattern         text NOT NULL CHECK (length(pattern) <= 128),
  day             date NOT NULL,
  window_from     timestamptz NOT NULL,
  window_to       timestamptz NOT NULL,
  observed        bigint NOT NULL,
  threshold       bigint NOT NULL,
  baseline        jsonb NOT NULL,
  evidence        uuid[] NOT NULL,
  detected_at     timestamptz NOT NULL,
  entry_id        uuid NOT NULL,
  -- False until the entry is in the ledger. Only recorded anomalies are listed.
  recorded        boolean NOT NULL,
  expected_at     timestamptz,
  expected_by     uuid,
  -- Encrypted with the organisation's data key.
  expected_reason bytea,
  PRIMARY KEY (org_id, anomaly_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((expected_at IS NULL) = (expected_by IS NULL) AND (expected_at IS NULL) = (expected_reason IS NULL))
);
CREATE UNIQUE INDEX anomaly_once ON anomaly (org_id, agent_id, environment, kind, pattern, day);
CREATE INDEX anomaly_unrecorded ON anomaly (org_id) WHERE NOT recorded;
CREATE INDEX anomaly_expected ON anomaly (org_id, agent_id, environment, kind, pattern) WHERE expected_at IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['anomaly_cursor', 'agent_activity', 'anomaly'] LOOP
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
GRANT UPDATE (origin, next_seq, worked_at) ON anomaly_cursor TO al_app;
GRANT UPDATE (requests, records, escalations, delegations, bypasses), DELETE ON agent_activity TO al_app;
GRANT UPDATE (window_to, observed, evidence, recorded, expected_at, expected_by, expected_reason) ON anomaly TO al_app;
CREATE POLICY lookup ON anomaly_cursor FOR SELECT TO al_lookup USING (true);
CREATE POLICY lookup ON anomaly FOR SELECT TO al_lookup USING (true);
GRANT SELECT (origin, next_seq, worked_at) ON anomaly_cursor TO al_lookup;
GRANT SELECT (recorded) ON anomaly TO al_lookup;

-- Returns organisations whose log has entries that were not counted, or that have anomalies without an entry; those that wait longest first.
CREATE FUNCTION due_anomalies(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id FROM ledger_head h JOIN organisation o USING (org_id) LEFT JOIN anomaly_cursor c USING (org_id)
  WHERE o.purge_at IS NULL AND h.size > 0 AND h.org_id <> ALL(p_without)
    AND (c.org_id IS NULL OR h.size > c.next_seq OR h.origin <> c.origin
      OR EXISTS (SELECT FROM anomaly a WHERE a.org_id = h.org_id AND NOT a.recorded))
  ORDER BY c.worked_at NULLS FIRST LIMIT p_limit
$$;
REVOKE ALL ON FUNCTION due_anomalies(integer, uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_anomalies(integer, uuid[]) TO al_app;
ALTER FUNCTION due_anomalies(integer, uuid[]) OWNER TO al_lookup;
