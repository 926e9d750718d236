-- The keys that sign offline permits. One signs; replaced keys stay published until `ends_at`.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE permit_key (
  org_id     uuid NOT NULL REFERENCES organisation,
  -- RFC 7638 thumbprint of the public key.
  kid        text NOT NULL CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),
  -- The private key, wrapped by the key-encryption key.
  wrapped    bytea NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  created_at timestamptz NOT NULL,
  ends_at    timestamptz,
  PRIMARY KEY (org_id, kid)
);
CREATE UNIQUE INDEX permit_key_signs ON permit_key (org_id) WHERE ends_at IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['permit_key'] LOOP
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

GRANT UPDATE (ends_at), DELETE ON permit_key TO al_app;
