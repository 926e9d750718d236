-- A run groups the actions of one execution of an agent. `run_id` of a submission names a row of this table.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE run (
  org_id        uuid NOT NULL REFERENCES organisation,
  run_id        uuid NOT NULL,
  -- The agent that created the run, and the root of its delegation chain: every agent of that chain may submit under the run.
  agent_id      uuid NOT NULL,
  root_agent_id uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  created_at    timestamptz NOT NULL,
  -- name, session_id and metadata as JSON, encrypted with the organisation's data key: salt ‖ ciphertext.
  details       bytea NOT NULL,
  PRIMARY KEY (org_id, run_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent
);
CREATE INDEX run_root ON run (org_id, root_agent_id, run_id DESC);
ALTER TABLE run ALTER COLUMN org_id SET (n_distinct = 1);

ALTER TABLE run ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON run TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
GRANT SELECT, INSERT ON run TO al_app;
CREATE POLICY removal ON run TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON run TO al_lookup;
