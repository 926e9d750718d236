-- Reservations that callers make apart from an action, and extensions of caps.
SET LOCAL search_path = app, pg_catalog;

-- The amount by which a person extended the cap of this counter (usd in millionths). `warned` is the number of thresholds that were recorded.
ALTER TABLE limit_counter ADD COLUMN extended bigint NOT NULL DEFAULT 0 CHECK (extended >= 0);
GRANT UPDATE (extended) ON limit_counter TO al_ledger;

-- The budget as it was when the amount was reserved: its policy, cap and thresholds. Null in rows of earlier versions.
ALTER TABLE budget_reservation ADD COLUMN terms jsonb;
CREATE INDEX budget_reservation_open ON budget_reservation (org_id, key) WHERE settled_at IS NULL;

-- What a caller reserved for its costs. What each budget set aside for it are the rows of budget_reservation with its id.
CREATE TABLE cost_reservation (
  org_id         uuid NOT NULL REFERENCES organisation,
  reservation_id uuid NOT NULL,
  agent_id       uuid NOT NULL,
  key_id         uuid NOT NULL,
  environment    text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  run_id         uuid,
  action_type    text CHECK (length(action_type) <= 128),
  model          text CHECK (length(model) <= 128),
  -- Amounts by measure; usd in millionths.
  reserved       jsonb NOT NULL,
  used           jsonb,
  status         text NOT NULL CHECK (status IN ('reserved', 'settled', 'released', 'expired')),
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  PRIMARY KEY (org_id, reservation_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((status = 'reserved') = (ended_at IS NULL)),
  CHECK ((status = 'settled') = (used IS NOT NULL))
);
CREATE INDEX cost_reservation_due ON cost_reservation (expires_at) WHERE status = 'reserved';
CREATE INDEX cost_reservation_of_agent ON cost_reservation (org_id, agent_id, reservation_id DESC);

ALTER TABLE cost_reservation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE cost_reservation ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'cost_reservation', 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;
CREATE POLICY one_org ON cost_reservation TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON cost_reservation TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY removal ON cost_reservation TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
CREATE POLICY lookup ON cost_reservation FOR SELECT TO al_lookup USING (true);
GRANT SELECT ON cost_reservation TO al_app;
GRANT SELECT, INSERT, UPDATE (model, used, status, ended_at) ON cost_reservation TO al_ledger;
GRANT SELECT (org_id, reservation_id, status, expires_at), DELETE ON cost_reservation TO al_lookup;

-- Returns reservations whose time is over.
CREATE FUNCTION due_reservations(p_limit integer) RETURNS TABLE (org_id uuid, reservation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT r.org_id, r.reservation_id FROM cost_reservation r
  WHERE r.status = 'reserved' AND r.expires_at <= clock_timestamp() ORDER BY r.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next reservation expires, or null when none is open.
CREATE FUNCTION next_reservation_due() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(r.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(r.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM cost_reservation r WHERE r.status = 'reserved'
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['due_reservations(integer)', 'next_reservation_due()'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
