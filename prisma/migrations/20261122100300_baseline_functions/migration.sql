-- Functions: the two first halves of a commit of the ledger, and the only ways past row-level security.
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

-- Returns those of the sessions that have ended or expired, or whose person is no longer a member.
CREATE FUNCTION ended_sessions(p_orgs uuid[], p_sessions uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
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
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
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

-- Returns a key by its hash, with its agent and the version of the configuration.
CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', (extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked', k.revoked_at IS NOT NULL, 'made_by', k.made_by_user_id,
    'config_version', h.config_version,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id) LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  WHERE k.key_hash = p_hash
$$;

-- Returns the delegation behind a key, or null for the key of an agent that people manage.
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

-- Returns a session by the hash of its token.
CREATE FUNCTION lookup_session(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', s.org_id, 'session_id', s.session_id, 'user_id', s.user_id, 'role', m.role, 'email', u.email, 'name', u.name,
    'expires_at', (extract(epoch FROM s.expires_at) * 1000)::bigint, 'last_seen_at', (extract(epoch FROM s.last_seen_at) * 1000)::bigint, 'ended', s.ended_at IS NOT NULL)
  FROM session s JOIN member m USING (org_id, user_id) JOIN app_user u USING (user_id)
  WHERE s.token_hash = p_hash
$$;

-- Returns a person by e-mail with their memberships. Organisations that were removed are left out.
CREATE FUNCTION lookup_sign_in(p_email text) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'password_hash', u.password_hash,
    'memberships', (SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
      FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = u.user_id AND o.removed_at IS NULL))
  FROM app_user u WHERE u.email = p_email
$$;

-- Returns the memberships of a person. Organisations that were removed are left out.
CREATE FUNCTION lookup_memberships(p_user uuid) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
  FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = p_user AND o.removed_at IS NULL
$$;

-- Returns an invitation by the hash of its token, with its state.
CREATE FUNCTION lookup_invitation(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', i.org_id, 'org_name', o.name, 'invitation_id', i.invitation_id, 'email', i.email, 'role', i.role,
    'expires_at', (extract(epoch FROM i.expires_at) * 1000)::bigint,
    'state', CASE WHEN o.removed_at IS NOT NULL THEN 'gone' WHEN i.accepted_at IS NOT NULL THEN 'used' WHEN i.revoked_at IS NOT NULL THEN 'withdrawn'
      WHEN i.expires_at <= clock_timestamp() THEN 'expired' ELSE 'open' END)
  FROM invitation i JOIN organisation o USING (org_id) WHERE i.token_hash = p_hash
$$;

-- Returns the version of the configuration and the size of the ledger of each organisation.
CREATE FUNCTION head_versions(p_orgs uuid[]) RETURNS TABLE (org_id uuid, config_version bigint, size bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.config_version, h.size FROM ledger_head h WHERE h.org_id = ANY(p_orgs)
$$;

-- Returns approvals whose deadline has passed.
CREATE FUNCTION due_approvals(p_limit integer) RETURNS TABLE (org_id uuid, approval_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT a.org_id, a.approval_id FROM approval a WHERE a.due_at <= clock_timestamp() ORDER BY a.due_at LIMIT p_limit
$$;

-- Returns the ms until the next deadline of an approval, or null when there is none.
CREATE FUNCTION next_due() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  -- NULL when nothing is due: greatest() alone would turn that into 0
  SELECT CASE WHEN min(a.due_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(a.due_at) - clock_timestamp()) * 1000)::bigint) END FROM approval a WHERE a.due_at IS NOT NULL
$$;

-- Returns delegations that have expired and were not ended yet.
CREATE FUNCTION due_delegations(p_limit integer) RETURNS TABLE (org_id uuid, delegation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.delegation_id FROM delegation d WHERE d.ended_at IS NULL AND d.expires_at <= clock_timestamp() ORDER BY d.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next delegation expires, or null when there is none.
CREATE FUNCTION next_delegation_due() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(d.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(d.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM delegation d WHERE d.ended_at IS NULL
$$;

-- Returns invitations whose e-mail is to be sent now.
CREATE FUNCTION due_invitation_mails(p_limit integer) RETURNS TABLE (org_id uuid, invitation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT i.org_id, i.invitation_id FROM invitation i WHERE i.mail_due_at <= clock_timestamp() ORDER BY i.mail_due_at LIMIT p_limit
$$;

-- Returns organisations whose log has entries that were not turned into messages yet.
CREATE FUNCTION organisations_to_route(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id FROM channel_cursor c JOIN ledger_head h USING (org_id) WHERE h.size > c.next_seq OR h.origin <> c.origin LIMIT p_limit
$$;

-- Returns due deliveries, some of every organisation, without the organisations and receivers that the caller names as busy.
CREATE FUNCTION due_deliveries(p_limit integer, p_per_org integer, p_busy_orgs uuid[], p_busy_receivers uuid[])
RETURNS TABLE (org_id uuid, delivery_id uuid, receiver_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id, d.delivery_id, d.receiver_id FROM channel_cursor c
  CROSS JOIN LATERAL (
    SELECT d.delivery_id, coalesce(d.endpoint_id, d.user_id) AS receiver_id, row_number() OVER (ORDER BY d.due_at) AS place
    FROM delivery d
    WHERE d.org_id = c.org_id AND d.due_at <= clock_timestamp() AND coalesce(d.endpoint_id, d.user_id) <> ALL (p_busy_receivers)
    ORDER BY d.due_at LIMIT p_per_org) d
  WHERE c.org_id <> ALL (p_busy_orgs)
  ORDER BY d.place LIMIT p_limit
$$;

-- Counts one attempt in a bucket. Returns the count and the ms until the bucket resets. The row is the lock between processes.
CREATE FUNCTION take_attempt(p_bucket bytea, p_window interval) RETURNS TABLE (n integer, ms bigint)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  RETURN QUERY
    INSERT INTO attempt AS a (bucket, taken, resets_at) VALUES (p_bucket, 1, clock_timestamp() + p_window)
    ON CONFLICT (bucket) DO UPDATE SET
      taken = CASE WHEN a.resets_at <= clock_timestamp() THEN 1 ELSE a.taken + 1 END,
      resets_at = CASE WHEN a.resets_at <= clock_timestamp() THEN EXCLUDED.resets_at ELSE a.resets_at END
    RETURNING a.taken, greatest(0, (extract(epoch FROM a.resets_at - clock_timestamp()) * 1000)::bigint);
END $$;

-- Counts one guess of a password and returns 0, or returns the ms to wait and counts nothing. The first guesses are free, then each has to
-- wait longer than the one before; nobody is locked out. The row is the lock between processes.
CREATE FUNCTION take_guess(p_bucket bytea, p_free integer, p_first interval, p_most interval, p_memory interval) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  known attempt;
  now_is timestamptz;
  guesses integer;
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  INSERT INTO attempt AS a (bucket, taken, resets_at) VALUES (p_bucket, 0, clock_timestamp() + p_memory)
    ON CONFLICT (bucket) DO UPDATE SET taken = a.taken RETURNING a.* INTO known;
  now_is := clock_timestamp();
  IF known.not_before > now_is AND known.resets_at > now_is THEN
    RETURN greatest(1, (extract(epoch FROM known.not_before - now_is) * 1000)::bigint);
  END IF;
  guesses := CASE WHEN known.resets_at <= now_is THEN 1 ELSE known.taken + 1 END;
  UPDATE attempt SET taken = guesses, resets_at = now_is + p_memory,
    not_before = CASE WHEN guesses >= p_free THEN now_is + least(p_most, p_first * power(2, least(guesses - p_free, 20))) END
    WHERE bucket = p_bucket;
  RETURN 0;
END $$;

-- Takes one attempt back, with the delay that it imposed on the next one.
CREATE FUNCTION give_back_attempt(p_bucket bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  UPDATE attempt SET taken = greatest(0, taken - 1), not_before = NULL WHERE bucket = p_bucket;
END $$;

-- Deletes counters and history that no window reads any more.
CREATE FUNCTION forget_over_limits() RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM limit_counter WHERE expires_at < now() - interval '1 hour';
  DELETE FROM history_event WHERE expires_at < now() - interval '1 hour';
$$;

-- Returns the sample organisation of a seed. Removed ones count, because the people of the seed exist until their rows are deleted.
CREATE FUNCTION seeded_organisation(p_seed text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.seed = p_seed ORDER BY o.removed_at DESC NULLS FIRST, o.created_at LIMIT 1
$$;

-- Returns organisations that have no posture snapshot of this UTC day yet.
CREATE FUNCTION orgs_without_snapshot(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o
  WHERE NOT EXISTS (SELECT FROM posture_snapshot s WHERE s.org_id = o.org_id AND s.day = (clock_timestamp() AT TIME ZONE 'UTC')::date)
  ORDER BY o.org_id LIMIT p_limit
$$;

-- Returns when an organisation is to be purged, in ms since the epoch, or null.
CREATE FUNCTION organisation_purge_at(p_org uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT (extract(epoch FROM o.purge_at) * 1000)::bigint FROM organisation o WHERE o.org_id = p_org
$$;

-- Returns organisations whose grace period is over and whose log has not ended yet.
CREATE FUNCTION organisations_to_purge() RETURNS TABLE (org_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.purge_at <= clock_timestamp() AND o.removed_at IS NULL
$$;

-- Returns organisations that were removed and whose rows are still there.
CREATE FUNCTION removed_organisations() RETURNS TABLE (org_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.removed_at IS NOT NULL
$$;

-- Returns the tombstone of an organisation, or null.
CREATE FUNCTION lookup_tombstone(p_org uuid) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', t.org_id, 'origin', t.origin, 'size', t.size, 'checkpoint', t.checkpoint, 'vkey', t.vkey,
    'removed_at', (extract(epoch FROM t.removed_at) * 1000)::bigint)
  FROM organisation_tombstone t WHERE t.org_id = p_org
$$;

-- Deletes every row of an organisation that was removed, and the people who belong to no other one; leaves a tombstone. Returns false when the
-- organisation is not marked as removed. The head is locked before the organisation, in the order of every writer of the log. Tables are
-- emptied in whatever order their foreign keys allow, so that a new table needs no line here.
CREATE FUNCTION remove_organisation(p_org uuid, p_origin text, p_size bigint, p_checkpoint text, p_vkey text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_left text[]; v_table text; v_before integer; v_people uuid[];
BEGIN
  PERFORM set_config('app.removing', p_org::text, true);
  PERFORM 1 FROM ledger_head h WHERE h.org_id = p_org FOR UPDATE;
  -- Locked, so that a row somebody else adds meanwhile waits here and then has no organisation to belong to.
  PERFORM 1 FROM organisation o WHERE o.org_id = p_org AND o.removed_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM set_config('app.removing', '', true);
    RETURN false;
  END IF;
  INSERT INTO organisation_tombstone (org_id, origin, size, checkpoint, vkey) VALUES (p_org, p_origin, p_size, p_checkpoint, p_vkey);
  v_people := ARRAY(SELECT m.user_id FROM member m WHERE m.org_id = p_org);
  DELETE FROM ledger_head WHERE org_id = p_org;
  -- The one circle of foreign keys.
  UPDATE policy SET active_version = NULL WHERE org_id = p_org;
  v_left := ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('organisation', 'organisation_tombstone'));
  WHILE cardinality(v_left) > 0 LOOP
    v_before := cardinality(v_left);
    FOREACH v_table IN ARRAY v_left LOOP
      BEGIN
        EXECUTE format('DELETE FROM app.%I WHERE org_id = $1', v_table) USING p_org;
        v_left := array_remove(v_left, v_table);
      EXCEPTION WHEN foreign_key_violation THEN
        NULL; -- another table goes first
      END;
    END LOOP;
    IF cardinality(v_left) = v_before THEN
      RAISE EXCEPTION 'the rows of % reference each other', v_left;
    END IF;
  END LOOP;
  DELETE FROM organisation WHERE org_id = p_org;
  DELETE FROM app_user u WHERE u.user_id = ANY(v_people) AND NOT EXISTS (SELECT FROM member m WHERE m.user_id = u.user_id);
  PERFORM set_config('app.removing', '', true);
  RETURN true;
END $$;

-- SECURITY DEFINER functions belong to al_lookup, whose policies see exactly the tables that the bodies above name. Nobody else may call anything.
DO $$
DECLARE f regprocedure; definer boolean; caller text;
BEGIN
  FOR f, definer, caller IN
    SELECT p.oid::regprocedure, p.prosecdef,
      CASE WHEN p.proname IN ('lock_and_load', 'lock_heads', 'ended_sessions') THEN 'al_ledger' WHEN p.proname <> 'refuse_change' THEN 'al_app' END
    FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF caller IS NOT NULL THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, caller); END IF;
    IF definer THEN EXECUTE format('ALTER FUNCTION %s OWNER TO al_lookup', f); END IF;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION write_tile(uuid, smallint, bigint, bytea) TO al_ledger;
