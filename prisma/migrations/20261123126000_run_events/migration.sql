-- Events of a run in one order: what its agents report about its course, and the ledger entries about its actions.
SET LOCAL search_path = app, pg_catalog;

-- A session is the caller's id for several runs. It belongs to the root of a delegation chain in one environment.
CREATE TABLE agent_session (
  org_id        uuid NOT NULL,
  session_id    uuid NOT NULL,
  -- HMAC of the caller's id. The id itself may contain personal data.
  reference     bytea NOT NULL CHECK (length(reference) = 32),
  root_agent_id uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The caller's id, encrypted with the organisation's data key: salt ‖ ciphertext.
  name          bytea NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (org_id, session_id),
  UNIQUE (org_id, reference, root_agent_id, environment),
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent
);

ALTER TABLE run ADD COLUMN session_id uuid;
ALTER TABLE run ADD FOREIGN KEY (org_id, session_id) REFERENCES agent_session;
CREATE INDEX run_session ON run (org_id, session_id, run_id DESC) WHERE session_id IS NOT NULL;

-- A commit of the ledger numbers the events of each run under the lock of the organisation's head. No foreign keys: the commit writes
-- only runs and agents that exist, and would otherwise check each of up to 500 rows.
CREATE TABLE run_event (
  org_id          uuid NOT NULL,
  run_id          uuid NOT NULL,
  -- Counts from 1 without gaps.
  run_seq         bigint NOT NULL CHECK (run_seq > 0),
  -- The id of the event, or of the ledger entry that is the event.
  event_id        uuid NOT NULL,
  -- A type of the lifecycle, or the kind of the ledger entry.
  type            text NOT NULL,
  -- True for a ledger entry.
  governance      boolean NOT NULL,
  agent_id        uuid,
  -- The time that the agent states. Governance events have the time of their entry.
  at              timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  iteration_index bigint,
  -- The data of a lifecycle event, encrypted with the organisation's data key: salt ‖ ciphertext.
  data            bytea,
  PRIMARY KEY (org_id, run_id, run_seq),
  UNIQUE (org_id, event_id)
);
-- A run ends once.
CREATE UNIQUE INDEX run_event_end ON run_event (org_id, run_id) WHERE type IN ('run.completed', 'run.failed', 'run.cancelled');
CREATE INDEX run_event_pause ON run_event (org_id, run_id, run_seq DESC) WHERE type IN ('run.paused', 'run.resumed');

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_session', 'run_event'] LOOP
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
  END LOOP;
END $$;
CREATE POLICY batch_orgs ON run_event TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
GRANT SELECT, INSERT ON agent_session TO al_app;
GRANT SELECT ON run_event TO al_app;
GRANT SELECT, INSERT ON run_event TO al_ledger;
