-- Finds entries by ids that callers chose: sessions, correlations, idempotency ids of submissions, and tags.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE entry_reference (
  org_id    uuid NOT NULL,
  -- The first half of an HMAC of the kind and the caller's id. The id itself may contain personal data.
  reference bytea NOT NULL CHECK (octet_length(reference) = 16),
  seq       bigint NOT NULL,
  entry_id  uuid NOT NULL,
  PRIMARY KEY (org_id, reference, seq)
);

-- The references that later entries of the same request repeat, 16 bytes each.
ALTER TABLE decision ADD COLUMN refs bytea CHECK (octet_length(refs) % 16 = 0);
ALTER TABLE decision ADD COLUMN importance text CHECK (importance IN ('low', 'normal', 'high'));
ALTER TABLE decision ADD COLUMN retention text CHECK (retention IN ('short', 'standard', 'long'));

ALTER TABLE entry_reference ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE entry_reference ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'entry_reference', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON entry_reference TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON entry_reference TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY removal ON entry_reference TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON entry_reference TO al_lookup;
GRANT SELECT, INSERT ON entry_reference TO al_ledger;
GRANT SELECT ON entry_reference TO al_app;
