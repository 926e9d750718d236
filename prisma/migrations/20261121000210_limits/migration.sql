-- What limits and history rules are settled from, inside the ledger commit. Organisations that use none have no rows here.
SET LOCAL search_path = app, pg_catalog;

-- A rate's theoretical arrival time in µs, or what a budget has used and reserved (usd in millionths). Updated in place.
CREATE TABLE limit_counter (
  org_id     uuid NOT NULL REFERENCES organisation,
  key        text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  value      bigint NOT NULL CHECK (value >= 0),
  warned     smallint NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (org_id, key)
) WITH (fillfactor = 70);

-- What was executed, once per key of each history rule that counts it. Keys hold ids and fingerprints, never what an agent wrote.
CREATE TABLE history_mark (
  org_id     uuid NOT NULL REFERENCES organisation,
  key        text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  at         timestamptz NOT NULL,
  seq        bigint NOT NULL,
  value      text COLLATE "C",
  amount     bigint,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, key, at, seq)
);

-- What budgets have reserved for an action until its first report.
CREATE TABLE budget_hold (
  org_id     uuid NOT NULL REFERENCES organisation,
  event_id   uuid NOT NULL,
  key        text COLLATE "C" NOT NULL,
  measure    text NOT NULL CHECK (measure IN ('usd', 'tokens', 'calls', 'seconds')),
  amount     bigint NOT NULL CHECK (amount >= 0),
  settled_at timestamptz,
  PRIMARY KEY (org_id, event_id, key)
);

CREATE INDEX limit_counter_over ON limit_counter (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX history_mark_over ON history_mark (expires_at);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['limit_counter', 'history_mark', 'budget_hold'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    EXECUTE format($p$
      CREATE POLICY batch_orgs ON app.%I TO al_ledger
        USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
        WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))$p$, t);
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
    EXECUTE format('GRANT SELECT ON app.%I TO al_app', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO al_ledger', t);
  END LOOP;
END $$;
GRANT UPDATE (value, warned, expires_at) ON limit_counter TO al_ledger;
GRANT UPDATE (settled_at) ON budget_hold TO al_ledger;

-- Counters and marks that no window looks at any more.
CREATE POLICY over ON limit_counter TO al_lookup USING (expires_at < now() - interval '1 hour');
CREATE POLICY over ON history_mark TO al_lookup USING (expires_at < now() - interval '1 hour');
GRANT SELECT (expires_at) ON limit_counter, history_mark TO al_lookup;

CREATE FUNCTION forget_over_limits() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM limit_counter WHERE expires_at < now() - interval '1 hour';
  DELETE FROM history_mark WHERE expires_at < now() - interval '1 hour';
$$;
REVOKE ALL ON FUNCTION forget_over_limits() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_over_limits() TO al_app;
ALTER FUNCTION forget_over_limits() OWNER TO al_lookup;
