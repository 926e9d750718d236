-- Look-ups of due work leave out the organisations in p_without, whose work failed a moment ago, so that they take no place of others.
SET LOCAL search_path = app, pg_catalog;

DROP FUNCTION due_approvals(integer);
DROP FUNCTION next_due();
DROP FUNCTION due_delegations(integer);
DROP FUNCTION next_delegation_due();
DROP FUNCTION unsettled_halts(integer);
DROP FUNCTION due_drills(integer);
DROP FUNCTION due_reservations(integer);
DROP FUNCTION next_reservation_due();

-- Returns approvals whose deadline has passed.
CREATE FUNCTION due_approvals(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, approval_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT a.org_id, a.approval_id FROM approval a WHERE a.due_at <= clock_timestamp() AND a.org_id <> ALL(p_without) ORDER BY a.due_at LIMIT p_limit
$$;

-- Returns the ms until the next deadline of an approval, or null when there is none.
CREATE FUNCTION next_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  -- NULL when nothing is due: greatest() alone would turn that into 0
  SELECT CASE WHEN min(a.due_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(a.due_at) - clock_timestamp()) * 1000)::bigint) END
  FROM approval a WHERE a.due_at IS NOT NULL AND a.org_id <> ALL(p_without)
$$;

-- Returns delegations that have expired and were not ended yet.
CREATE FUNCTION due_delegations(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, delegation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.delegation_id FROM delegation d
  WHERE d.ended_at IS NULL AND d.expires_at <= clock_timestamp() AND d.org_id <> ALL(p_without) ORDER BY d.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next delegation expires, or null when there is none.
CREATE FUNCTION next_delegation_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(d.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(d.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM delegation d WHERE d.ended_at IS NULL AND d.org_id <> ALL(p_without)
$$;

-- Returns halts in force whose effect on open approvals is not complete.
CREATE FUNCTION unsettled_halts(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, halt_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.halt_id FROM halt h
  WHERE h.settled_at IS NULL AND h.resumed_at IS NULL AND h.org_id <> ALL(p_without) ORDER BY h.requested_at LIMIT p_limit
$$;

-- Returns drills whose start or end is due.
CREATE FUNCTION due_drills(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, drill_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.drill_id FROM halt_drill d WHERE d.next_at <= clock_timestamp() AND d.org_id <> ALL(p_without) ORDER BY d.next_at LIMIT p_limit
$$;

-- Returns reservations whose time is over.
CREATE FUNCTION due_reservations(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, reservation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT r.org_id, r.reservation_id FROM cost_reservation r
  WHERE r.status = 'reserved' AND r.expires_at <= clock_timestamp() AND r.org_id <> ALL(p_without) ORDER BY r.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next reservation expires, or null when none is open.
CREATE FUNCTION next_reservation_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(r.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(r.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM cost_reservation r WHERE r.status = 'reserved' AND r.org_id <> ALL(p_without)
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['due_approvals(integer, uuid[])', 'next_due(uuid[])', 'due_delegations(integer, uuid[])', 'next_delegation_due(uuid[])',
    'unsettled_halts(integer, uuid[])', 'due_drills(integer, uuid[])',
    'due_reservations(integer, uuid[])', 'next_reservation_due(uuid[])'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
