-- What a decision on an approval rests on: the people behind the request, as they were when it was submitted, and the entries of
-- the ledger beside the row.
SET LOCAL search_path = app, pg_catalog;

-- Who made a key; of a key that an organisation's key made, who made that one. NULL for what an agent delegated.
ALTER TABLE api_key ADD COLUMN made_by_user_id uuid;
-- The people behind a request. Written once: settling an approval does not change it.
ALTER TABLE approval ADD COLUMN requested_by jsonb NOT NULL DEFAULT '{"owner": null, "opened_by": [], "key_makers": []}';

-- INVARIANT: forced row-level security binds the owner too, so the two updates below run without it.
ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY;
ALTER TABLE approval NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE agent NO FORCE ROW LEVEL SECURITY;
ALTER TABLE delegation NO FORCE ROW LEVEL SECURITY;

-- From the entries that recorded the keys: first those that people made, then those that the organisation's keys made.
UPDATE api_key k SET made_by_user_id = e.actor_id FROM ledger_entry e
  WHERE e.org_id = k.org_id AND e.kind = 'key.created' AND e.subject_id = k.key_id
    AND NOT EXISTS (SELECT FROM api_key o WHERE o.org_id = e.org_id AND o.key_id = e.actor_id);
UPDATE api_key k SET made_by_user_id = o.made_by_user_id FROM ledger_entry e JOIN api_key o ON o.org_id = e.org_id AND o.key_id = e.actor_id
  WHERE e.org_id = k.org_id AND e.kind = 'key.created' AND e.subject_id = k.key_id;

UPDATE approval a SET requested_by = jsonb_build_object(
    'owner', (SELECT coalesce(root.owner_user_id, g.owner_user_id) FROM agent g LEFT JOIN agent root ON root.org_id = g.org_id AND root.agent_id = g.root_agent_id
      WHERE g.org_id = a.org_id AND g.agent_id = a.agent_id),
    'opened_by', (SELECT coalesce(json_agg(DISTINCT p.opened_by_user_id), '[]') FROM delegation d JOIN delegation p ON p.org_id = d.org_id AND p.delegation_id = ANY(d.path)
      WHERE d.org_id = a.org_id AND d.child_agent_id = a.agent_id AND p.opened_by_user_id IS NOT NULL),
    'key_makers', (SELECT coalesce(json_agg(DISTINCT m.made_by_user_id), '[]') FROM api_key m
      WHERE m.org_id = a.org_id AND m.made_by_user_id IS NOT NULL AND (m.key_id = a.key_id OR m.key_id IN (
        SELECT unnest(ARRAY[p.key_id, p.parent_key_id]) FROM delegation d JOIN delegation p ON p.org_id = d.org_id AND p.delegation_id = ANY(d.path)
          WHERE d.org_id = a.org_id AND d.child_agent_id = a.agent_id))));

ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
ALTER TABLE approval FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE member FORCE ROW LEVEL SECURITY;
ALTER TABLE agent FORCE ROW LEVEL SECURITY;
ALTER TABLE delegation FORCE ROW LEVEL SECURITY;

DROP FUNCTION lookup_api_key(bytea);
CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', (extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked', k.revoked_at IS NOT NULL, 'made_by', k.made_by_user_id,
    'config_version', h.config_version,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id) LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  WHERE k.key_hash = p_hash
$$;

DROP FUNCTION lookup_delegation(bytea);
CREATE FUNCTION lookup_delegation(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('id', d.delegation_id, 'depth', d.depth, 'expires_at', (extract(epoch FROM d.expires_at) * 1000)::bigint,
    'ended', EXISTS (SELECT FROM delegation p WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND p.ended_at IS NOT NULL),
    'opened_by', (SELECT coalesce(json_agg(DISTINCT p.opened_by_user_id), '[]') FROM delegation p
      WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND p.opened_by_user_id IS NOT NULL),
    'key_makers', (SELECT coalesce(json_agg(DISTINCT m.made_by_user_id), '[]') FROM delegation p
      JOIN api_key m ON m.org_id = p.org_id AND m.key_id IN (p.key_id, p.parent_key_id)
      WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND m.made_by_user_id IS NOT NULL),
    'ancestors', (SELECT json_agg(json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities, 'labels', a.labels,
        'owner_user_id', a.owner_user_id, 'status', a.status) ORDER BY c.place)
      FROM unnest(d.chain) WITH ORDINALITY c(agent_id, place) JOIN agent a ON a.org_id = d.org_id AND a.agent_id = c.agent_id))
  FROM api_key k JOIN delegation d ON d.org_id = k.org_id AND d.key_id = k.key_id
  WHERE k.key_hash = p_hash
$$;

REVOKE ALL ON FUNCTION lookup_api_key(bytea), lookup_delegation(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup_api_key(bytea), lookup_delegation(bytea) TO al_app;
ALTER FUNCTION lookup_api_key(bytea) OWNER TO al_lookup;
ALTER FUNCTION lookup_delegation(bytea) OWNER TO al_lookup;

-- INVARIANT: statement 1 locks the heads, the others read with snapshots taken after the locks were granted.
-- In one statement the rows would be as old as the wait. VOLATILE PL/pgSQL takes a new snapshot per statement; what is
-- read here changes only under these locks, so the statements see one state.
-- OFFSET 0 keeps each look-up an index scan per key, whatever the statistics of a table that grows by the second say.
CREATE OR REPLACE FUNCTION lock_and_load(
  p_orgs uuid[], p_skip_locked boolean,
  p_claim_orgs uuid[], p_claims bytea[],
  p_approval_orgs uuid[], p_approvals uuid[],
  p_permit_orgs uuid[], p_permits uuid[],
  p_event_orgs uuid[], p_events uuid[]
) RETURNS json LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
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
  -- Of a report, the approval of the action as well.
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
        -- What the ledger says of it, in this generation (places below 0 are of earlier ones, and linked to nothing), each entry with the link of the one after it. `escape` never fails, whatever the bytes are.
        'entries', (SELECT json_agg(json_build_object('bytes', encode(e.bytes, 'hex'), 'leaf_hash', encode(e.leaf_hash, 'hex'),
            'next_prev', CASE WHEN e.seq + 1 = h.size THEN encode(h.last_leaf, 'hex')
              ELSE (SELECT substring(encode(n.bytes, 'escape') FROM '"prev":"([0-9a-f]{64})"') FROM ledger_entry n WHERE n.org_id = e.org_id AND n.seq = e.seq + 1) END)
            ORDER BY e.seq)
          FROM ledger_entry e JOIN ledger_head h USING (org_id) WHERE e.org_id = a.org_id AND e.approval_id = a.approval_id AND e.seq >= 0 AND e.seq < h.size),
        'requested_at', (extract(epoch FROM a.requested_at) * 1000)::bigint, 'expires_at', (extract(epoch FROM a.expires_at) * 1000)::bigint,
        'decided_at', (extract(epoch FROM a.decided_at) * 1000)::bigint, 'decided_by', a.decided_by,
        'lapses_at', (extract(epoch FROM a.lapses_at) * 1000)::bigint, 'executed_event_id', a.executed_event_id, 'refusal', a.refusal))
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
    SELECT json_agg(json_build_object('org_id', d.org_id, 'id', d.id, 'agent_id', d.agent_id, 'action_type', d.action_type, 'status', d.status, 'approval_id', d.approval_id))
      INTO v_events FROM unnest(p_event_orgs, p_events) k(org_id, id)
      CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.org_id = k.org_id AND d.id = k.id OFFSET 0) d;
  END IF;
  RETURN json_build_object('now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    'heads', v_heads, 'claims', v_claims, 'approvals', v_approvals, 'permits', v_permits, 'events', v_events);
END $$;
