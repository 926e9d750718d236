-- Functions. `lock_and_load` is the first half of every flush; the look-ups are the only way past row-level security.
SET LOCAL search_path = app, pg_catalog;

-- INVARIANT: statement 1 locks the heads, statement 2 reads with a snapshot taken after the locks were granted.
-- In one statement the rows would be as old as the wait. VOLATILE PL/pgSQL takes a new snapshot per statement.
CREATE FUNCTION lock_and_load(
  p_orgs uuid[], p_skip_locked boolean,
  p_claim_orgs uuid[], p_claims bytea[],
  p_approval_orgs uuid[], p_approvals uuid[],
  p_permit_orgs uuid[], p_permits uuid[],
  p_event_orgs uuid[], p_events uuid[]
) RETURNS json LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_locked uuid[]; v_result json;
BEGIN
  PERFORM set_config('app.org_ids', array_to_string(p_orgs, ','), true);
  IF p_skip_locked THEN
    SELECT array_agg(l.org_id) INTO v_locked FROM
      (SELECT h.org_id FROM ledger_head h WHERE h.org_id = ANY(p_orgs) ORDER BY h.org_id FOR NO KEY UPDATE SKIP LOCKED) l;
  ELSE
    SELECT array_agg(l.org_id) INTO v_locked FROM
      (SELECT h.org_id FROM ledger_head h WHERE h.org_id = ANY(p_orgs) ORDER BY h.org_id FOR NO KEY UPDATE) l;
  END IF;
  SELECT json_build_object(
    'now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    'heads', (SELECT json_agg(json_build_object('org_id', h.org_id, 'origin', h.origin, 'size', h.size, 'frontier', encode(h.frontier, 'hex'),
        'last_leaf', encode(h.last_leaf, 'hex'), 'last_ts', CASE WHEN h.size = 0 THEN 0 ELSE (extract(epoch FROM h.last_ts) * 1000)::bigint END,
        'config_version', h.config_version)) FROM ledger_head h WHERE h.org_id = ANY(v_locked)),
    'claims', (SELECT json_agg(json_build_object('org_id', i.org_id, 'claim', encode(i.claim, 'hex'), 'body_mac', encode(i.body_mac, 'hex'), 'entry_id', i.entry_id))
        FROM unnest(p_claim_orgs, p_claims) k(org_id, claim) JOIN idempotency i USING (org_id, claim)),
    'approvals', (SELECT json_agg(json_build_object('org_id', a.org_id, 'approval_id', a.approval_id, 'event_id', a.event_id, 'agent_id', a.agent_id,
        'key_id', a.key_id, 'action_type', a.action_type, 'environment', a.environment, 'status', a.status, 'digest', encode(a.digest, 'hex'),
        'policies', a.policies, 'plan', a.plan, 'risk', a.risk,
        'requested_at', (extract(epoch FROM a.requested_at) * 1000)::bigint, 'expires_at', (extract(epoch FROM a.expires_at) * 1000)::bigint,
        'decided_at', (extract(epoch FROM a.decided_at) * 1000)::bigint, 'decided_by', a.decided_by,
        'lapses_at', (extract(epoch FROM a.lapses_at) * 1000)::bigint, 'executed_event_id', a.executed_event_id, 'refusal', a.refusal))
        FROM unnest(p_approval_orgs, p_approvals) k(org_id, approval_id) JOIN approval a USING (org_id, approval_id)),
    'permits', (SELECT json_agg(json_build_object('org_id', p.org_id, 'permit_id', p.permit_id, 'approval_id', p.approval_id, 'agent_id', p.agent_id,
        'audience_hash', encode(p.audience_hash, 'hex'), 'expires_at', (extract(epoch FROM p.expires_at) * 1000)::bigint,
        'consumed_at', (extract(epoch FROM p.consumed_at) * 1000)::bigint, 'consumer_key_id', p.consumer_key_id, 'consumed_event_id', p.consumed_event_id))
        FROM unnest(p_permit_orgs, p_permits) k(org_id, permit_id) JOIN permit p USING (org_id, permit_id)),
    'events', (SELECT json_agg(json_build_object('org_id', d.org_id, 'id', d.id, 'agent_id', d.agent_id, 'action_type', d.action_type, 'status', d.status))
        FROM unnest(p_event_orgs, p_events) k(org_id, id) JOIN decision d USING (org_id, id))
  ) INTO v_result;
  RETURN v_result;
END $$;

-- A tile is written once, when its 256th node is complete, from rows that the same transaction can see.
CREATE FUNCTION write_tile(p_org uuid, p_level smallint, p_idx bigint, p_root bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
  INSERT INTO ledger_node (org_id, level, idx, root, hashes)
  SELECT p_org, p_level, p_idx, p_root, CASE WHEN p_level = 0
    THEN (SELECT string_agg(e.leaf_hash, ''::bytea ORDER BY e.seq) FROM ledger_entry e WHERE e.org_id = p_org AND e.seq >= p_idx * 256 AND e.seq < (p_idx + 1) * 256)
    ELSE (SELECT string_agg(n.root, ''::bytea ORDER BY n.idx) FROM ledger_node n WHERE n.org_id = p_org AND n.level = p_level - 1 AND n.idx >= p_idx * 256 AND n.idx < (p_idx + 1) * 256)
  END
$$;

CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', (extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked', k.revoked_at IS NOT NULL, 'config_version', h.config_version,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id) LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  WHERE k.key_hash = p_hash
$$;

CREATE FUNCTION lookup_session(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', s.org_id, 'session_id', s.session_id, 'user_id', s.user_id, 'role', m.role, 'email', u.email, 'name', u.name,
    'expires_at', (extract(epoch FROM s.expires_at) * 1000)::bigint, 'last_seen_at', (extract(epoch FROM s.last_seen_at) * 1000)::bigint, 'ended', s.ended_at IS NOT NULL)
  FROM session s JOIN member m USING (org_id, user_id) JOIN app_user u USING (user_id)
  WHERE s.token_hash = p_hash
$$;

CREATE FUNCTION lookup_sign_in(p_email text) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'password_hash', u.password_hash,
    'memberships', (SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
      FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = u.user_id))
  FROM app_user u WHERE u.email = p_email
$$;

CREATE FUNCTION lookup_memberships(p_user uuid) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
  FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = p_user
$$;

CREATE FUNCTION due_approvals(p_limit integer) RETURNS TABLE (org_id uuid, approval_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT a.org_id, a.approval_id FROM approval a WHERE a.due_at <= clock_timestamp() ORDER BY a.due_at LIMIT p_limit
$$;

CREATE FUNCTION next_due() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  -- NULL when nothing is due: greatest() alone would turn that into 0
  SELECT CASE WHEN min(a.due_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(a.due_at) - clock_timestamp()) * 1000)::bigint) END FROM approval a WHERE a.due_at IS NOT NULL
$$;

CREATE FUNCTION head_versions(p_orgs uuid[]) RETURNS TABLE (org_id uuid, config_version bigint, size bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.config_version, h.size FROM ledger_head h WHERE h.org_id = ANY(p_orgs)
$$;

-- Ownership moves to al_lookup, whose policies see exactly what the bodies above name. No PUBLIC execute anywhere.
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'app' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION lock_and_load(uuid[], boolean, uuid[], bytea[], uuid[], uuid[], uuid[], uuid[], uuid[], uuid[]) TO al_ledger;
GRANT EXECUTE ON FUNCTION write_tile(uuid, smallint, bigint, bytea) TO al_ledger, al_app;
GRANT EXECUTE ON FUNCTION lookup_api_key(bytea), lookup_session(bytea), lookup_sign_in(text), lookup_memberships(uuid) TO al_app;
GRANT EXECUTE ON FUNCTION due_approvals(integer), next_due(), head_versions(uuid[]) TO al_app;
ALTER FUNCTION lookup_api_key(bytea) OWNER TO al_lookup;
ALTER FUNCTION lookup_session(bytea) OWNER TO al_lookup;
ALTER FUNCTION lookup_sign_in(text) OWNER TO al_lookup;
ALTER FUNCTION lookup_memberships(uuid) OWNER TO al_lookup;
ALTER FUNCTION due_approvals(integer) OWNER TO al_lookup;
ALTER FUNCTION next_due() OWNER TO al_lookup;
ALTER FUNCTION head_versions(uuid[]) OWNER TO al_lookup;
