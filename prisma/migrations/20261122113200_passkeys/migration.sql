-- Passkeys of people, which sign their decisions, and the assertions that were used.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE passkey (
  org_id        uuid NOT NULL,
  passkey_id    uuid NOT NULL,
  user_id       uuid NOT NULL,
  credential_id text NOT NULL CHECK (length(credential_id) BETWEEN 1 AND 1400),
  -- In COSE form, as the authenticator sent it.
  public_key    bytea NOT NULL,
  sign_count    bigint NOT NULL CHECK (sign_count >= 0),
  transports    text[] NOT NULL,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  created_at    timestamptz NOT NULL,
  used_at       timestamptz,
  PRIMARY KEY (org_id, passkey_id),
  UNIQUE (org_id, credential_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX passkey_user ON passkey (org_id, user_id);

-- An assertion is used once. `claim` names the request, so that its retry may send the assertion again.
CREATE TABLE passkey_use (
  org_id     uuid NOT NULL,
  passkey_id uuid NOT NULL,
  -- SHA-256 of the signature.
  signature  bytea NOT NULL CHECK (length(signature) = 32),
  claim      text NOT NULL CHECK (length(claim) <= 256),
  PRIMARY KEY (org_id, passkey_id, signature),
  FOREIGN KEY (org_id, passkey_id) REFERENCES passkey ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['passkey', 'passkey_use'] LOOP
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

GRANT UPDATE (sign_count, used_at), DELETE ON passkey TO al_app;
