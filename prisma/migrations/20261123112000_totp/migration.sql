-- Authenticator apps of people, which prove their identity for single decisions, and their recovery codes.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE totp (
  org_id      uuid NOT NULL,
  user_id     uuid NOT NULL,
  -- Encrypted with the organisation's data key.
  secret      bytea NOT NULL CHECK (length(secret) BETWEEN 80 AND 256),
  begun_at    timestamptz NOT NULL,
  enrolled_at timestamptz,
  -- Time step of the newest accepted code. Codes of this step and of earlier ones are refused.
  used_step   bigint NOT NULL CHECK (used_step >= 0),
  -- Names the request that sent it, so that its retry may send the code again.
  used_by     bytea CHECK (length(used_by) = 32),
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);

-- A recovery code is used once. Only a keyed hash is stored.
CREATE TABLE recovery_code (
  org_id    uuid NOT NULL,
  user_id   uuid NOT NULL,
  code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
  used_by   bytea CHECK (length(used_by) = 32),
  PRIMARY KEY (org_id, user_id, code_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES totp ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['totp', 'recovery_code'] LOOP
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

GRANT UPDATE (secret, begun_at, enrolled_at, used_step, used_by), DELETE ON totp TO al_app;
GRANT UPDATE (used_by) ON recovery_code TO al_app;
