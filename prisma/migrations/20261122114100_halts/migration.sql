-- Halts: what people stopped, the clients that were told, and the deadlines that stand still meanwhile.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE halt (
  org_id          uuid NOT NULL REFERENCES organisation,
  halt_id         uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('organisation', 'environment', 'actions', 'agent')),
  agent_id        uuid,
  pattern         text CHECK (pattern ~ '^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$'),
  environment     text CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The drill that made this halt; null for a halt by a person.
  drill_id        uuid,
  reason          bytea NOT NULL,
  requested_by    uuid,
  requested_at    timestamptz NOT NULL,
  -- When the open approvals were ended or frozen.
  settled_at      timestamptz,
  denied          integer NOT NULL DEFAULT 0 CHECK (denied >= 0),
  frozen          integer NOT NULL DEFAULT 0 CHECK (frozen >= 0),
  -- When every client that was told had acknowledged.
  confirmed_at    timestamptz,
  resumed_at      timestamptz,
  resumed_by      uuid,
  resume_reason   bytea,
  PRIMARY KEY (org_id, halt_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((kind = 'agent') = (agent_id IS NOT NULL)),
  CHECK ((kind = 'actions') = (pattern IS NOT NULL)),
  CHECK (kind <> 'environment' OR environment IS NOT NULL),
  CHECK (kind IN ('environment', 'actions') OR environment IS NULL),
  CHECK ((drill_id IS NULL) = (requested_by IS NOT NULL)),
  CHECK ((resumed_at IS NULL) = (resume_reason IS NULL))
);
-- A person's halt of one scope is in force once.
CREATE UNIQUE INDEX halt_in_force ON halt (org_id, kind, coalesce(agent_id::text, ''), coalesce(pattern, ''), coalesce(environment, ''))
  WHERE resumed_at IS NULL AND drill_id IS NULL;
CREATE INDEX halt_unsettled ON halt (requested_at) WHERE settled_at IS NULL AND resumed_at IS NULL;

-- The clients that a halt was sent to.
CREATE TABLE halt_client (
  org_id          uuid NOT NULL,
  halt_id         uuid NOT NULL,
  key_id          uuid NOT NULL,
  client_id       uuid NOT NULL,
  agent_id        uuid NOT NULL,
  environment     text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- Name and version of the client.
  client          text CHECK (client ~ '^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,63}$'),
  added_at        timestamptz NOT NULL,
  acknowledged_at timestamptz,
  PRIMARY KEY (org_id, halt_id, key_id, client_id),
  FOREIGN KEY (org_id, halt_id) REFERENCES halt
);

-- The approvals whose deadline stands still.
CREATE TABLE halt_freeze (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  frozen_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, approval_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

-- The agents' clients that are connected to the event stream now. A process keeps its rows fresh; the rows of one that ended become stale.
CREATE TABLE stream_client (
  org_id        uuid NOT NULL REFERENCES organisation,
  connection_id uuid NOT NULL,
  process_id    uuid NOT NULL,
  key_id        uuid NOT NULL,
  client_id     uuid NOT NULL,
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  client        text CHECK (client ~ '^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,63}$'),
  connected_at  timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,
  PRIMARY KEY (org_id, connection_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX stream_client_process ON stream_client (process_id);
CREATE INDEX stream_client_seen ON stream_client (seen_at);

CREATE INDEX permit_unused ON permit (org_id, expires_at) WHERE consumed_at IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['halt', 'halt_client', 'halt_freeze', 'stream_client'] LOOP
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
GRANT UPDATE (settled_at, denied, frozen, confirmed_at, resumed_at, resumed_by, resume_reason) ON halt TO al_app;
GRANT UPDATE (client, acknowledged_at) ON halt_client TO al_app;
GRANT DELETE ON halt_freeze, stream_client TO al_app;
GRANT UPDATE (progress, lapses_at) ON approval TO al_app;
GRANT UPDATE (expires_at) ON permit TO al_app;

CREATE POLICY lookup ON halt FOR SELECT TO al_lookup USING (true);
GRANT SELECT (halt_id, requested_at, settled_at, resumed_at) ON halt TO al_lookup;
CREATE POLICY lookup ON stream_client FOR SELECT TO al_lookup USING (true);
CREATE POLICY upkeep ON stream_client FOR UPDATE TO al_lookup
  USING (process_id = (SELECT NULLIF(current_setting('app.process_id', true), '')::uuid))
  WITH CHECK (process_id = (SELECT NULLIF(current_setting('app.process_id', true), '')::uuid));
CREATE POLICY over ON stream_client FOR DELETE TO al_lookup USING (seen_at < clock_timestamp() - interval '2 minutes');
GRANT SELECT (process_id, seen_at), UPDATE (seen_at) ON stream_client TO al_lookup;

-- Returns halts in force whose effect on open approvals is not complete.
CREATE FUNCTION unsettled_halts(p_limit integer) RETURNS TABLE (org_id uuid, halt_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.halt_id FROM halt h WHERE h.settled_at IS NULL AND h.resumed_at IS NULL ORDER BY h.requested_at LIMIT p_limit
$$;

-- Marks the clients of a process as connected, and deletes those of processes that ended.
CREATE FUNCTION keep_stream_clients(p_process uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT set_config('app.process_id', p_process::text, true);
  UPDATE stream_client SET seen_at = clock_timestamp() WHERE process_id = p_process;
  DELETE FROM stream_client WHERE seen_at < clock_timestamp() - interval '2 minutes';
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['unsettled_halts(integer)', 'keep_stream_clients(uuid)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
