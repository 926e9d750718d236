-- Keys that replaced the first key of a log. Heads with more than `seq` entries of the log `origin` are signed by the key of the row.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE log_key (
  org_id             uuid NOT NULL REFERENCES organisation,
  number             integer NOT NULL CHECK (number > 0),
  origin             text NOT NULL,
  seq                bigint NOT NULL CHECK (seq >= 0),
  previous_key       bytea NOT NULL CHECK (length(previous_key) = 32),
  public_key         bytea NOT NULL CHECK (length(public_key) = 32),
  wrapped            bytea NOT NULL,
  -- Signatures of both keys over the rotation.
  previous_signature bytea NOT NULL CHECK (length(previous_signature) = 64),
  signature          bytea NOT NULL CHECK (length(signature) = 64),
  rotated_at         timestamptz NOT NULL,
  PRIMARY KEY (org_id, number)
);

ALTER TABLE log_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE log_key ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'log_key', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON log_key TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON log_key TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON log_key TO al_lookup;
-- No update: a key that signed heads stays what it was.
GRANT SELECT, INSERT ON log_key TO al_app;
