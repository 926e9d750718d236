-- Public keys with which agents sign their submissions, and the sequence numbers that each key has used.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE agent_identity_key (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  agent_id        uuid NOT NULL,
  -- Ed25519, 32 bytes.
  public_key      bytea NOT NULL CHECK (length(public_key) = 32),
  created_by      uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  -- The end of its overlap after a rotation, or the time of its revocation.
  ends_at         timestamptz,
  PRIMARY KEY (org_id, identity_key_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  -- A key that has ended cannot be registered again, so that its statements stay refused.
  UNIQUE (org_id, public_key)
);
CREATE INDEX agent_identity_key_of_agent ON agent_identity_key (org_id, agent_id, identity_key_id DESC);

-- The last sequence number of a key and the count of numbers that it skipped. Written in the ledger commit.
CREATE TABLE agent_sequence (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  last_sequence   bigint NOT NULL CHECK (last_sequence > 0),
  missing         bigint NOT NULL CHECK (missing >= 0),
  used_at         timestamptz NOT NULL,
  PRIMARY KEY (org_id, identity_key_id),
  FOREIGN KEY (org_id, identity_key_id) REFERENCES agent_identity_key
);

-- Sequence numbers that a key skipped, with the entry of the statement after them.
CREATE TABLE agent_sequence_gap (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  from_sequence   bigint NOT NULL,
  to_sequence     bigint NOT NULL CHECK (to_sequence >= from_sequence),
  entry_id        uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (org_id, identity_key_id, from_sequence),
  FOREIGN KEY (org_id, identity_key_id) REFERENCES agent_identity_key
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['agent_identity_key', 'agent_sequence', 'agent_sequence_gap'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    -- Plans as if one organisation owned every row; see the access rules of the baseline.
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    IF current_setting('server_version_num')::int >= 180000 THEN
      PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', t, 'attname', 'org_id', 'inherited', false,
        'null_frac', 0::real, 'n_distinct', 1::real);
    END IF;
    EXECUTE format('CREATE POLICY one_org ON app.%I TO al_app
      USING (org_id = (SELECT NULLIF(current_setting(''app.org_id'', true), '''')::uuid))
      WITH CHECK (org_id = (SELECT NULLIF(current_setting(''app.org_id'', true), '''')::uuid))', t);
    EXECUTE format('CREATE POLICY removal ON app.%I TO al_lookup
      USING (org_id = (SELECT NULLIF(current_setting(''app.removing'', true), '''')::uuid))
      WITH CHECK (org_id = (SELECT NULLIF(current_setting(''app.removing'', true), '''')::uuid))', t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
    EXECUTE format('GRANT SELECT ON app.%I TO al_app', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['agent_sequence', 'agent_sequence_gap'] LOOP
    EXECUTE format('CREATE POLICY batch_orgs ON app.%I TO al_ledger
      USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting(''app.org_ids'', true), ''''), '','')::uuid[])::uuid[]))
      WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting(''app.org_ids'', true), ''''), '','')::uuid[])::uuid[]))', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO al_ledger', t);
  END LOOP;
END $$;
GRANT INSERT, UPDATE (ends_at) ON agent_identity_key TO al_app;
GRANT UPDATE (last_sequence, missing, used_at) ON agent_sequence TO al_ledger;
