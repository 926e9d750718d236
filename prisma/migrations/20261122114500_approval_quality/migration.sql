-- Times at which people opened requests, from which the time that they looked at them is measured, and the indexes of the quality report.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE approval_opening (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  -- Number of votes that the person had given on this request. It bounds the rows, and keeps the opening of an earlier vote.
  vote        integer NOT NULL CHECK (vote >= 0),
  opened_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, approval_id, user_id, vote),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

CREATE INDEX approval_decided ON approval (org_id, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX approval_vote_at ON approval_vote (org_id, at);

ALTER TABLE approval_opening ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE approval_opening ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'approval_opening', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON approval_opening TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON approval_opening TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON approval_opening TO al_lookup;
GRANT SELECT, INSERT ON approval_opening TO al_app;
GRANT UPDATE (opened_at) ON approval_opening TO al_app;
