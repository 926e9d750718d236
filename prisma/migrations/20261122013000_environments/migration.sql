-- The environment of an entry and of a policy's count, for lists and numbers of one environment.
SET LOCAL search_path = app, pg_catalog;

-- NULL for what concerns the whole organisation. Written beside the bytes, which stay as they are.
ALTER TABLE ledger_entry ADD COLUMN environment text CHECK (environment IN ('prod', 'staging', 'dev'));
-- '' for what was counted before environments were.
ALTER TABLE policy_hit ADD COLUMN environment text NOT NULL DEFAULT '' CHECK (environment IN ('', 'prod', 'staging', 'dev'));
ALTER TABLE policy_hit DROP CONSTRAINT policy_hit_pkey, ADD PRIMARY KEY (org_id, policy_id, hour, environment, mode, verdict);
ALTER TABLE policy_hit ALTER COLUMN environment DROP DEFAULT;

-- INVARIANT: forced row-level security binds the owner too, so the updates below run without it; and only this column changes.
ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE decision NO FORCE ROW LEVEL SECURITY;
ALTER TABLE approval NO FORCE ROW LEVEL SECURITY;
ALTER TABLE api_key NO FORCE ROW LEVEL SECURITY;
ALTER TABLE delegation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry DISABLE TRIGGER append_only;

-- Decisions and what was reported of them; requests and what became of them; keys; delegations.
UPDATE ledger_entry e SET environment = d.environment FROM decision d WHERE d.org_id = e.org_id AND d.id = e.id;
UPDATE ledger_entry e SET environment = d.environment FROM decision d
  WHERE d.org_id = e.org_id AND d.id = e.subject_id AND e.kind IN ('action.reported', 'anomaly.detected');
UPDATE ledger_entry e SET environment = a.environment FROM approval a
  WHERE a.org_id = e.org_id AND a.approval_id = e.approval_id AND e.environment IS NULL;
UPDATE ledger_entry e SET environment = k.environment FROM api_key k
  WHERE k.org_id = e.org_id AND k.key_id = e.subject_id AND e.kind IN ('key.created', 'key.revoked');
UPDATE ledger_entry e SET environment = d.environment FROM delegation d
  WHERE d.org_id = e.org_id AND d.delegation_id = e.subject_id AND e.kind LIKE 'delegation.%';

ALTER TABLE ledger_entry ENABLE TRIGGER append_only;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE decision FORCE ROW LEVEL SECURITY;
ALTER TABLE approval FORCE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
ALTER TABLE delegation FORCE ROW LEVEL SECURITY;

CREATE INDEX ledger_entry_environment ON ledger_entry (org_id, environment, seq DESC) WHERE environment IS NOT NULL;

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
    SELECT json_agg(json_build_object('org_id', d.org_id, 'id', d.id, 'agent_id', d.agent_id, 'action_type', d.action_type, 'environment', d.environment,
        'status', d.status, 'approval_id', d.approval_id))
      INTO v_events FROM unnest(p_event_orgs, p_events) k(org_id, id)
      CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.org_id = k.org_id AND d.id = k.id OFFSET 0) d;
  END IF;
  RETURN json_build_object('now', (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
    'heads', v_heads, 'claims', v_claims, 'approvals', v_approvals, 'permits', v_permits, 'events', v_events);
END $$;
