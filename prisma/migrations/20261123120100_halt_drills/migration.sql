-- Drills: a canary agent is halted on a schedule, and the acknowledgements within the goal are recorded.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE halt_drill (
  org_id     uuid NOT NULL REFERENCES organisation,
  drill_id   uuid NOT NULL,
  agent_id   uuid NOT NULL,
  every_days integer NOT NULL CHECK (every_days BETWEEN 1 AND 365),
  goal_ms    integer NOT NULL CHECK (goal_ms BETWEEN 100 AND 60000),
  -- The next start; while the drill runs, its end.
  next_at    timestamptz NOT NULL,
  -- The start after the running drill; null while none runs.
  then_at    timestamptz,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, drill_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE UNIQUE INDEX halt_drill_agent ON halt_drill (org_id, agent_id);
CREATE INDEX halt_drill_due ON halt_drill (next_at);

-- The results. They stay when the drill is removed.
CREATE TABLE halt_drill_result (
  org_id   uuid NOT NULL,
  halt_id  uuid NOT NULL,
  drill_id uuid NOT NULL,
  goal_ms  integer NOT NULL,
  clients  integer NOT NULL CHECK (clients >= 0),
  in_time  integer NOT NULL CHECK (in_time BETWEEN 0 AND clients),
  passed   boolean NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, halt_id),
  FOREIGN KEY (org_id, halt_id) REFERENCES halt
);
CREATE INDEX halt_drill_result_of ON halt_drill_result (org_id, drill_id, ended_at DESC);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['halt_drill', 'halt_drill_result'] LOOP
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
GRANT UPDATE (next_at, then_at), DELETE ON halt_drill TO al_app;
CREATE POLICY lookup ON halt_drill FOR SELECT TO al_lookup USING (true);
GRANT SELECT (drill_id, next_at) ON halt_drill TO al_lookup;

-- Returns drills whose start or end is due.
CREATE FUNCTION due_drills(p_limit integer) RETURNS TABLE (org_id uuid, drill_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.drill_id FROM halt_drill d WHERE d.next_at <= clock_timestamp() ORDER BY d.next_at LIMIT p_limit
$$;
REVOKE ALL ON FUNCTION due_drills(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_drills(integer) TO al_app;
ALTER FUNCTION due_drills(integer) OWNER TO al_lookup;
