-- The Slack account of a person, and the OAuth step that links it.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE slack_link (
  org_id     uuid NOT NULL,
  user_id    uuid NOT NULL,
  team_id    text NOT NULL CHECK (team_id ~ '^[A-Z0-9]{1,32}$'),
  slack_user text NOT NULL CHECK (slack_user ~ '^[A-Z0-9]{1,32}$'),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, user_id),
  UNIQUE (org_id, team_id, slack_user),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);

-- A started OAuth step. `state_hash` is the SHA-256 of the state, which is valid once and only in the session that started the step.
CREATE TABLE slack_state (
  org_id     uuid NOT NULL,
  state_hash bytea NOT NULL CHECK (length(state_hash) = 32),
  user_id    uuid NOT NULL,
  session_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, state_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['slack_link', 'slack_state'] LOOP
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
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON app.%I TO al_app', t);
  END LOOP;
END $$;
