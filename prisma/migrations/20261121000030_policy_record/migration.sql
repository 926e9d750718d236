-- What became of policies: who put which version in force, and how often each applied.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE policy ADD COLUMN disabled_at timestamptz;
GRANT UPDATE (disabled_at) ON policy TO al_app;

-- One row per change of what decides. `version` is null when the policy was taken out of force.
CREATE TABLE policy_publication (
  org_id    uuid NOT NULL,
  policy_id uuid NOT NULL,
  epoch     integer NOT NULL,
  version   integer,
  change    text NOT NULL CHECK (change IN ('published', 'rolled_back', 'disabled')),
  by_actor  text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, epoch),
  FOREIGN KEY (org_id, policy_id, version) REFERENCES policy_version (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy
);

-- How often a policy applied, by the hour. Few rows however many decisions; counters are updated in place, so pages keep room.
CREATE TABLE policy_hit (
  org_id    uuid NOT NULL,
  policy_id uuid NOT NULL,
  hour      timestamptz NOT NULL,
  mode      text NOT NULL,
  verdict   text NOT NULL,
  hits      bigint NOT NULL CHECK (hits > 0),
  last_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, hour, mode, verdict)
) WITH (fillfactor = 70);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['policy_publication', 'policy_hit'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
  END LOOP;
END $$;
CREATE POLICY batch_orgs ON policy_hit TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));

GRANT SELECT, INSERT ON policy_publication TO al_app;
GRANT SELECT ON policy_hit TO al_app;
GRANT SELECT, INSERT ON policy_hit TO al_ledger;
GRANT UPDATE (hits, last_at) ON policy_hit TO al_ledger;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON policy_publication FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON policy_publication FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
