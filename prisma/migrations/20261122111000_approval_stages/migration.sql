-- Approvals by several people: stages, votes, edits, groups of approvers and hand-overs.
SET LOCAL search_path = app, pg_catalog;

-- The votes, the stage, the escalations and the outcome. The ledger's entries prove the parts that decide.
ALTER TABLE approval ADD COLUMN progress jsonb NOT NULL DEFAULT '{}';
-- The lists of unknown outcomes and of releases that wait for a review.
CREATE INDEX approval_outcome ON approval (org_id, (progress -> 'outcome' ->> 'status'), requested_at DESC)
  WHERE progress -> 'outcome' ->> 'status' IS NOT NULL;
CREATE INDEX approval_emergency ON approval (org_id, (progress -> 'emergency' ->> 'by')) WHERE progress -> 'emergency' ->> 'by' IS NOT NULL;

-- One row per vote, because a person votes in several stages, and again after an edit.
ALTER TABLE approval_vote DROP CONSTRAINT approval_vote_pkey, ADD PRIMARY KEY (org_id, entry_id);
CREATE INDEX approval_vote_of ON approval_vote (org_id, approval_id);

-- The time at which the role was granted; null for a role from the start of the organisation.
ALTER TABLE member ADD COLUMN role_since timestamptz;

CREATE TABLE approver_group (
  org_id     uuid NOT NULL REFERENCES organisation,
  group_id   uuid NOT NULL,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, group_id),
  UNIQUE (org_id, name)
);

CREATE TABLE approver_group_member (
  org_id   uuid NOT NULL,
  group_id uuid NOT NULL,
  user_id  uuid NOT NULL,
  PRIMARY KEY (org_id, group_id, user_id),
  FOREIGN KEY (org_id, group_id) REFERENCES approver_group ON DELETE CASCADE,
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX approver_group_member_user ON approver_group_member (org_id, user_id);

-- A person's approvals, handed over to another person for a time. One per person.
CREATE TABLE handover (
  org_id       uuid NOT NULL,
  user_id      uuid NOT NULL,
  to_user_id   uuid NOT NULL,
  from_at      timestamptz NOT NULL,
  until_at     timestamptz NOT NULL,
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  FOREIGN KEY (org_id, to_user_id) REFERENCES member ON DELETE CASCADE,
  CHECK (from_at < until_at)
);
CREATE INDEX handover_to ON handover (org_id, to_user_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approver_group', 'approver_group_member', 'handover'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    -- Plans as if one organisation owned every row; see the access rules of the baseline.
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        t);
    END IF;
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
  END LOOP;
END $$;

GRANT SELECT, INSERT, DELETE ON approver_group, approver_group_member, handover TO al_app;
GRANT UPDATE (name) ON approver_group TO al_app;
GRANT UPDATE (role_since) ON member TO al_app;
GRANT UPDATE (digest, expires_at, progress) ON approval TO al_ledger;

-- As before, with the progress of an approval, and without the entries that do not decide: claims, comments, questions and answers.
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
