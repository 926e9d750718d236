-- Posture: its daily snapshots, and what it needs to know of the ledger that the ledger does not say of itself.
SET LOCAL search_path = app, pg_catalog;

-- One row per organisation and UTC day: the trend, and which component moved it.
CREATE TABLE posture_snapshot (
  org_id     uuid NOT NULL REFERENCES organisation,
  day        date NOT NULL,
  score      smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  components jsonb NOT NULL,
  taken_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, day)
);

-- The newest check of the whole ledger. A note, not evidence: the evidence is the ledger itself.
CREATE TABLE ledger_check (
  org_id     uuid PRIMARY KEY REFERENCES organisation,
  checked_at timestamptz NOT NULL,
  size       bigint NOT NULL,
  valid      boolean NOT NULL
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['posture_snapshot', 'ledger_check'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
  END LOOP;
END $$;
GRANT SELECT, INSERT ON posture_snapshot, ledger_check TO al_app;
GRANT UPDATE (checked_at, size, valid) ON ledger_check TO al_app;

-- Copies taken out are few among many entries.
CREATE INDEX ledger_entry_exported ON ledger_entry (org_id, seq DESC) WHERE kind = 'audit.exported';

-- The sweeper's enumeration: organisations that have no snapshot of this UTC day yet.
CREATE POLICY lookup ON posture_snapshot FOR SELECT TO al_lookup USING (true);
GRANT SELECT ON posture_snapshot TO al_lookup;
CREATE FUNCTION orgs_without_snapshot(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o
  WHERE NOT EXISTS (SELECT FROM posture_snapshot s WHERE s.org_id = o.org_id AND s.day = (clock_timestamp() AT TIME ZONE 'UTC')::date)
  ORDER BY o.org_id LIMIT p_limit
$$;
REVOKE ALL ON FUNCTION orgs_without_snapshot(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orgs_without_snapshot(integer) TO al_app;
ALTER FUNCTION orgs_without_snapshot(integer) OWNER TO al_lookup;
