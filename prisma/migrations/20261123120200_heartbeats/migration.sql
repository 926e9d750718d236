-- The clients of agents that send heartbeats. Heartbeats are not entries of the ledger.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE heartbeat (
  org_id        uuid NOT NULL,
  key_id        uuid NOT NULL,
  -- Name that the client gave itself; empty for a client without one.
  client        text NOT NULL CHECK (length(client) <= 128),
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  version       text CHECK (length(version) <= 64),
  -- The run that the client works on; null between runs.
  run_id        uuid,
  first_seen_at timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,
  -- When the client counts as silent unless it sends a heartbeat; null once it does.
  silent_at     timestamptz,
  PRIMARY KEY (org_id, key_id, client),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX heartbeat_agent ON heartbeat (org_id, agent_id, seen_at DESC);
CREATE INDEX heartbeat_silent ON heartbeat (silent_at) WHERE silent_at IS NOT NULL;
CREATE INDEX heartbeat_seen ON heartbeat (seen_at);

ALTER TABLE heartbeat ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE heartbeat ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'heartbeat', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON heartbeat TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON heartbeat TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT, INSERT, DELETE ON heartbeat TO al_app;
GRANT UPDATE (version, run_id, seen_at, silent_at) ON heartbeat TO al_app;

CREATE POLICY lookup ON heartbeat FOR SELECT TO al_lookup USING (true);
CREATE POLICY silence ON heartbeat FOR UPDATE TO al_lookup USING (silent_at <= clock_timestamp()) WITH CHECK (silent_at IS NULL);
CREATE POLICY over ON heartbeat FOR DELETE TO al_lookup USING (seen_at < clock_timestamp() - interval '24 hours');
GRANT SELECT (org_id, key_id, client, agent_id, seen_at, silent_at), UPDATE (silent_at), DELETE ON heartbeat TO al_lookup;

-- Marks clients whose next heartbeat is overdue as silent, and returns their agents. Each is returned to one process.
CREATE FUNCTION silence_clients(p_limit integer) RETURNS TABLE (org_id uuid, agent_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  UPDATE heartbeat h SET silent_at = NULL
  FROM (
    SELECT d.org_id, d.key_id, d.client FROM heartbeat d WHERE d.silent_at <= clock_timestamp()
    ORDER BY d.silent_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) due
  WHERE h.org_id = due.org_id AND h.key_id = due.key_id AND h.client = due.client
  RETURNING h.org_id, h.agent_id
$$;

-- Deletes clients that were silent for a day.
CREATE FUNCTION forget_clients() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM heartbeat WHERE seen_at < clock_timestamp() - interval '24 hours'
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['silence_clients(integer)', 'forget_clients()'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
