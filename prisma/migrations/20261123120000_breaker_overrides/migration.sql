-- Breakers that a person holds open or closed. Without a row, the outcomes of the agent's calls decide.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE breaker_override (
  org_id   uuid NOT NULL,
  agent_id uuid NOT NULL,
  state    text NOT NULL CHECK (state IN ('open', 'closed')),
  reason   bytea NOT NULL,
  set_by   uuid NOT NULL,
  set_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, agent_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);

ALTER TABLE breaker_override ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE breaker_override ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'breaker_override', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON breaker_override TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON breaker_override TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON breaker_override TO al_lookup;
GRANT SELECT, INSERT, DELETE ON breaker_override TO al_app;
GRANT UPDATE (state, reason, set_by, set_at) ON breaker_override TO al_app;
