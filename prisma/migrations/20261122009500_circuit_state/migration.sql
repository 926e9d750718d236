-- The state of circuits in columns of its own: calls whose outcome is awaited, and the outcomes of past calls.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE circuit_call (
  org_id      uuid NOT NULL REFERENCES organisation,
  event_id    uuid NOT NULL,
  key         text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  is_probe    boolean NOT NULL,
  window_ms   bigint NOT NULL CHECK (window_ms >= 0),
  reported_at timestamptz,
  PRIMARY KEY (org_id, event_id, key)
);
ALTER TABLE circuit_call ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON circuit_call TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON circuit_call TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY removal ON circuit_call TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON circuit_call TO al_lookup;
GRANT SELECT ON circuit_call TO al_app;
GRANT SELECT, INSERT ON circuit_call TO al_ledger;
GRANT UPDATE (reported_at) ON circuit_call TO al_ledger;
ALTER TABLE circuit_call ALTER COLUMN org_id SET (n_distinct = 1);

ALTER TABLE history_mark ADD COLUMN outcome text COLLATE "C"
  CHECK (outcome IN ('executed', 'denied', 'succeeded', 'failed', 'probe_failed'));

-- FORCE applies to the owner too, and the owner has no policy: the rows of all organisations move while it is lifted.
ALTER TABLE circuit_call NO FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_hold NO FORCE ROW LEVEL SECURITY;
ALTER TABLE history_mark NO FORCE ROW LEVEL SECURITY;
INSERT INTO circuit_call (org_id, event_id, key, is_probe, window_ms, reported_at)
  SELECT org_id, event_id, key, measure = 'probe', amount, settled_at FROM budget_hold WHERE measure IN ('outcome', 'probe');
DELETE FROM budget_hold WHERE measure IN ('outcome', 'probe');
UPDATE history_mark SET value = NULL, outcome = CASE left(value, 1)
  WHEN 'x' THEN 'executed' WHEN 'd' THEN 'denied' WHEN 's' THEN 'succeeded' WHEN 'f' THEN 'failed' ELSE 'probe_failed' END
  WHERE value ~ '^[xdsfp]:[0-9]+$';
ALTER TABLE circuit_call FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_hold FORCE ROW LEVEL SECURITY;
ALTER TABLE history_mark FORCE ROW LEVEL SECURITY;

ALTER TABLE budget_hold DROP CONSTRAINT budget_hold_measure_check;
ALTER TABLE budget_hold ADD CONSTRAINT budget_hold_measure_check CHECK (measure IN ('usd', 'tokens', 'calls', 'seconds'));
