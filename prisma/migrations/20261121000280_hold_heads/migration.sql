-- The flush of a process that knows a head already: everything that a log's commits settle changes with an entry, so whoever knows
-- the last leaf knows the rest. It is sent whole, and stands if the head is still the one that was known.
SET LOCAL search_path = app, pg_catalog;

-- Sessions among these that nobody may act on any more.
CREATE FUNCTION ended_sessions(p_orgs uuid[], p_sessions uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT array_agg(k.session_id) FROM unnest(p_orgs, p_sessions) k(org_id, session_id)
  WHERE NOT EXISTS (
    SELECT FROM session s JOIN member m USING (org_id, user_id)
    WHERE s.org_id = k.org_id AND s.session_id = k.session_id AND s.ended_at IS NULL AND s.expires_at > clock_timestamp())
$$;
REVOKE ALL ON FUNCTION ended_sessions(uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ended_sessions(uuid[], uuid[]) TO al_ledger;
ALTER FUNCTION ended_sessions(uuid[], uuid[]) OWNER TO al_lookup;

-- Locks heads as lock_and_load does, and loads nothing. Answers the clock; raises AL001 unless every head is the one that is named,
-- every session stands and the caller's clock is right.
-- INVARIANT: a row that had to be waited for is compared as it is then (READ COMMITTED checks the condition again after the wait).
CREATE FUNCTION hold_heads(
  p_orgs uuid[], p_frontiers bytea[], p_leaves bytea[], p_versions bigint[], p_now bigint, p_session_orgs uuid[], p_sessions uuid[]
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_held integer; v_now bigint;
BEGIN
  PERFORM set_config('app.org_ids', array_to_string(p_orgs, ','), true);
  IF cardinality(p_orgs) > 1 THEN
    SELECT count(*) INTO v_held FROM
      (SELECT FROM unnest(p_orgs, p_frontiers, p_leaves, p_versions) k(org_id, frontier, leaf, version)
        JOIN ledger_head h ON h.org_id = k.org_id AND h.frontier = k.frontier AND h.last_leaf = k.leaf AND h.config_version = k.version
        ORDER BY h.org_id FOR NO KEY UPDATE OF h SKIP LOCKED) held;
  ELSE
    SELECT count(*) INTO v_held FROM
      (SELECT FROM ledger_head h
        WHERE h.org_id = p_orgs[1] AND h.frontier = p_frontiers[1] AND h.last_leaf = p_leaves[1] AND h.config_version = p_versions[1]
        FOR NO KEY UPDATE) held;
  END IF;
  v_now := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  IF v_held <> cardinality(p_orgs) OR abs(v_now - p_now) > 250
    OR (cardinality(p_sessions) > 0 AND app.ended_sessions(p_session_orgs, p_sessions) IS NOT NULL) THEN
    RAISE EXCEPTION 'the head is not what it was taken for' USING ERRCODE = 'AL001';
  END IF;
  RETURN v_now;
END $$;
REVOKE ALL ON FUNCTION hold_heads(uuid[], bytea[], bytea[], bigint[], bigint, uuid[], uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_heads(uuid[], bytea[], bytea[], bigint[], bigint, uuid[], uuid[]) TO al_ledger;
