-- Standing grants that approvers give with an approval. Their terms are sealed with the entry that gave them.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE approval_grant (
  org_id        uuid NOT NULL,
  grant_id      uuid NOT NULL,
  approval_id   uuid NOT NULL,
  entry_id      uuid NOT NULL,
  agent_id      uuid NOT NULL,
  key_id        uuid NOT NULL,
  action_type   text NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The policies that asked, as a list of `pol_…`.
  policies      jsonb NOT NULL,
  given_by      uuid NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  uses          bigint NOT NULL CHECK (uses >= 0),
  -- Millionths.
  used_sum      bigint NOT NULL CHECK (used_sum >= 0),
  ended_at      timestamptz,
  ended_because text CHECK (ended_because ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  PRIMARY KEY (org_id, grant_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval,
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE INDEX approval_grant_open ON approval_grant (org_id, agent_id, action_type, environment, expires_at) WHERE ended_at IS NULL;
CREATE INDEX approval_grant_of ON approval_grant (org_id, approval_id);

ALTER TABLE approval_grant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE approval_grant ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'approval_grant', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON approval_grant TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON approval_grant TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
CREATE POLICY batch_orgs ON approval_grant TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
GRANT SELECT (org_id), DELETE ON approval_grant TO al_lookup;
GRANT SELECT ON approval_grant TO al_app;
GRANT UPDATE (ended_at, ended_because) ON approval_grant TO al_app;
GRANT SELECT, INSERT ON approval_grant TO al_ledger;
GRANT UPDATE (uses, used_sum, ended_at, ended_because) ON approval_grant TO al_ledger;
