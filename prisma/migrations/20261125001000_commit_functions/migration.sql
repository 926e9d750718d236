-- Functions of a commit of the ledger.
SET LOCAL search_path = app, pg_catalog;

-- Locks the heads of a batch and reads what the batch needs: the first half of a commit of the ledger.
-- INVARIANT: the first statement locks the heads, the others read with snapshots taken after the locks were granted. In one statement the
-- rows would be as old as the wait. VOLATILE PL/pgSQL takes a new snapshot for each statement; what is read here changes only under these
-- locks, so the statements see one state. OFFSET 0 keeps each look-up an index scan by key, whatever the statistics of a growing table say.
-- Entries of an approval that do not decide are left out: claims, comments, questions and answers.
CREATE FUNCTION lock_and_load(
  p_orgs uuid[], p_skip_locked boolean,
  p_claim_orgs uuid[], p_claims bytea[],
  p_approval_orgs uuid[], p_approvals uuid[],
  p_permit_orgs uuid[], p_permits uuid[],
  p_event_orgs uuid[], p_events uuid[]
) RETURNS json
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_locked uuid[]; v_heads json; v_claims json; v_approvals json; v_permits json; v_events json; v_approval_orgs uuid[]; v_approval_ids uuid[];
BEGIN
  PERFORM set_config('app.org_ids', array_to_string(p_orgs, ','), true);
  IF p_skip_locked THEN
    SELECT array_agg(l.org_id) INTO v_locked FROM
      (SELECT h.org_id FROM ledger_head h WHERE h.org_id = ANY(p_orgs) ORDER BY h.org_id FOR NO KEY UPDATE SKIP LOCKED) l;
  ELSE
    SELECT array_agg(l.org_id) INTO v_locked FROM
      (SELECT h.org_id FROM ledger_head h WHERE h.org_id = ANY(p_orgs) ORDER BY h.org_id FOR NO KEY UPDATE) l;
  END IF;
  SELECT json_agg(json_build_object('org_id', h.org_id, 'origin', h.origin, 'size', h.size, 'frontier', encode(h.frontier, 'hex'),
      'last_leaf', encode(h.last_leaf, 'hex'), 'last_ts', CASE WHEN h.size = 0 THEN 0 ELSE (extract(epoch FROM h.last_ts) * 1000)::bigint END,
      'config_version', h.config_version))
    INTO v_heads FROM ledger_head h WHERE h.org_id = ANY(v_locked);
  IF cardinality(p_claims) > 0 THEN
    SELECT json_agg(json_build_object('org_id', i.org_id, 'claim', encode(i.claim, 'hex'), 'body_mac', encode(i.body_mac, 'hex'), 'entry_id', i.entry_id))
      INTO v_claims FROM unnest(p_claim_orgs, p_claims) k(org_id, claim)
      CROSS JOIN LATERAL (SELECT * FROM idempotency i WHERE i.org_id = k.org_id AND i.claim = k.claim OFFSET 0) i;
  END IF;
  -- For a report, also the approval of its action.
  SELECT array_agg(k.org_id), array_agg(k.approval_id) INTO v_approval_orgs, v_approval_ids FROM (
    SELECT k.org_id, k.approval_id FROM unnest(p_approval_orgs, p_approvals) k(org_id, approval_id)
    UNION
    SELECT d.org_id, d.approval_id FROM unnest(p_event_orgs, p_events) k(org_id, id)
      CROSS JOIN LATERAL (SELECT d.org_id, d.approval_id FROM decision d WHERE d.org_id = k.org_id AND d.id = k.id OFFSET 0) d
      WHERE d.approval_id IS NOT NULL) k;
  IF v_approval_ids IS NOT NULL THEN
    SELECT json_agg(json_build_object('org_id', a.org_id, 'approval_id', a.approval_id, 'event_id', a.event_id, 'agent_id', a.agent_id,
        'key_id', a.key_id, 'action_type', a.action_type, 'environment', a.environment, 'status', a.status, 'digest', encode(a.digest, 'hex'),
        'policies', a.policies, 'plan', a.plan, 'risk', a.risk, 'requested_by', a.requested_by, 'digest_salt', encode(a.digest_salt, 'hex'),
        -- The entries of the approval in this generation (seq below 0 belongs to earlier ones), each with the link in the next entry. `escape` accepts any bytes.
        'entries', (SELECT json_agg(json_build_object('bytes', encode(e.bytes, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'),
            'next_prev', CASE WHEN e.seq + 1 = h.size THEN encode(h.last_leaf, 'hex')
              ELSE (SELECT substring(encode(n.bytes, 'escape') FROM '"prev":"([0-9a-f]{64})"') FROM ledger_entry n WHERE n.org_id = e.org_id AND n.seq = e.seq + 1) END)
            ORDER BY e.seq)
          FROM ledger_entry e JOIN ledger_head h USING (org_id) WHERE e.org_id = a.org_id AND e.approval_id = a.approval_id AND e.seq >= 0 AND e.seq < h.size
            AND e.kind NOT IN ('approval.claimed', 'approval.released', 'approval.commented', 'approval.asked', 'approval.answered')),
        'requested_at', (extract(epoch FROM a.requested_at) * 1000)::bigint, 'expires_at', (extract(epoch FROM a.expires_at) * 1000)::bigint,
        'decided_at', (extract(epoch FROM a.decided_at) * 1000)::bigint, 'decided_by', a.decided_by,
        'lapses_at', (extract(epoch FROM a.lapses_at) * 1000)::bigint, 'executed_event_id', a.executed_event_id, 'refusal', a.refusal, 'progress', a.progress))
      INTO v_approvals FROM unnest(v_approval_orgs, v_approval_ids) k(org_id, approval_id)
      CROSS JOIN LATERAL (SELECT * FROM approval a WHERE a.org_id = k.org_id AND a.approval_id = k.approval_id OFFSET 0) a;
  END IF;
  IF cardinality(p_permits) > 0 THEN
    SELECT json_agg(json_build_object('org_id', p.org_id, 'permit_id', p.permit_id, 'approval_id', p.approval_id, 'agent_id', p.agent_id,
        'audience_hash', encode(p.audience_hash, 'hex'), 'expires_at', (extract(epoch FROM p.expires_at) * 1000)::bigint,
        'consumed_at', (extract(epoch FROM p.consumed_at) * 1000)::bigint, 'consumer_key_id', p.consumer_key_id, 'consumed_event_id', p.consumed_event_id))
      INTO v_permits FROM unnest(p_permit_orgs, p_permits) k(org_id, permit_id)
      CROSS JOIN LATERAL (SELECT * FROM permit p WHERE p.org_id = k.org_id AND p.permit_id = k.permit_id OFFSET 0) p;
  END IF;
  IF cardinality(p_events) > 0 THEN
    SELECT json_agg(json_build_object('org_id', d.org_id, 'id', d.id, 'agent_id', d.agent_id, 'action_type', d.action_type, 'environment', d.environment,
        'status', d.status, 'approval_id', d.approval_id))
      INTO v_events FROM unnest(p_event_orgs, p_events) k(org_id, id)
      CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.org_id = k.org_id AND d.id = k.id OFFSET 0) d;
  END IF;
  RETURN json_build_object('now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    'heads', v_heads, 'claims', v_claims, 'approvals', v_approvals, 'permits', v_permits, 'events', v_events);
END $$;

-- Returns those of the sessions that have ended or expired, or whose person is no longer a member.
CREATE FUNCTION ended_sessions(p_orgs uuid[], p_sessions uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT array_agg(k.session_id) FROM unnest(p_orgs, p_sessions) k(org_id, session_id)
  WHERE NOT EXISTS (
    SELECT FROM session s JOIN member m USING (org_id, user_id)
    WHERE s.org_id = k.org_id AND s.session_id = k.session_id AND s.ended_at IS NULL AND s.expires_at > clock_timestamp())
$$;

-- Locks heads like lock_and_load without loading them, for a process that has cached them. Returns the clock in ms. Raises AL001 unless
-- every head equals the given one, every session is still valid and the caller's clock is within 250 ms.
-- INVARIANT: a row that another transaction had locked is compared after that transaction has ended (READ COMMITTED evaluates the condition
-- again).
CREATE FUNCTION lock_heads(
  p_orgs uuid[], p_frontiers bytea[], p_leaves bytea[], p_versions bigint[], p_now bigint, p_session_orgs uuid[], p_sessions uuid[]
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_locked integer; v_now bigint;
BEGIN
  PERFORM set_config('app.org_ids', array_to_string(p_orgs, ','), true);
  IF cardinality(p_orgs) > 1 THEN
    SELECT count(*) INTO v_locked FROM
      (SELECT FROM unnest(p_orgs, p_frontiers, p_leaves, p_versions) k(org_id, frontier, leaf, version)
        JOIN ledger_head h ON h.org_id = k.org_id AND h.frontier = k.frontier AND h.last_leaf = k.leaf AND h.config_version = k.version
        ORDER BY h.org_id FOR NO KEY UPDATE OF h SKIP LOCKED) locked;
  ELSE
    SELECT count(*) INTO v_locked FROM
      (SELECT FROM ledger_head h
        WHERE h.org_id = p_orgs[1] AND h.frontier = p_frontiers[1] AND h.last_leaf = p_leaves[1] AND h.config_version = p_versions[1]
        FOR NO KEY UPDATE) locked;
  END IF;
  v_now := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  IF v_locked <> cardinality(p_orgs) OR abs(v_now - p_now) > 250
    OR (cardinality(p_sessions) > 0 AND app.ended_sessions(p_session_orgs, p_sessions) IS NOT NULL) THEN
    RAISE EXCEPTION 'a head differs from the given one, a session has ended or the clocks differ' USING ERRCODE = 'AL001';
  END IF;
  RETURN v_now;
END $$;

-- Writes a tile once, when its 256th node is complete, from rows that the same transaction can see.
CREATE FUNCTION write_tile(p_org uuid, p_level smallint, p_idx bigint, p_root bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
  INSERT INTO ledger_node (org_id, level, idx, root, hashes)
  SELECT p_org, p_level, p_idx, p_root, CASE WHEN p_level = 0
    THEN (SELECT string_agg(e.leaf_hash, ''::bytea ORDER BY e.seq) FROM ledger_entry e WHERE e.org_id = p_org AND e.seq >= p_idx * 256 AND e.seq < (p_idx + 1) * 256)
    ELSE (SELECT string_agg(n.root, ''::bytea ORDER BY n.idx) FROM ledger_node n WHERE n.org_id = p_org AND n.level = p_level - 1 AND n.idx >= p_idx * 256 AND n.idx < (p_idx + 1) * 256)
  END
$$;

-- Returns the first 64 different words of a text, in lower case and without language rules.
CREATE FUNCTION words_of(p_text text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lexeme FROM unnest(to_tsvector('pg_catalog.simple', p_text)) WHERE length(lexeme) <= 64 ORDER BY positions[1], lexeme LIMIT 64
$$;
