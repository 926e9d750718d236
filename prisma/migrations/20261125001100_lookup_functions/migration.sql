-- Functions of requests: look-ups before an organisation is known, and counted attempts.
SET LOCAL search_path = app, pg_catalog;

-- Returns a key by its hash, with its agent and the version of the configuration.
CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', (extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked', k.revoked_at IS NOT NULL, 'made_by', k.made_by_user_id,
    'config_version', h.config_version,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id) LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  WHERE k.key_hash = p_hash
$$;

-- Returns the delegation behind a key, or null for the key of an agent that people manage.
CREATE FUNCTION lookup_delegation(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
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
CREATE FUNCTION lookup_session(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', s.org_id, 'session_id', s.session_id, 'user_id', s.user_id, 'role', m.role, 'email', u.email, 'name', u.name,
    'expires_at', (extract(epoch FROM s.expires_at) * 1000)::bigint, 'last_seen_at', (extract(epoch FROM s.last_seen_at) * 1000)::bigint, 'ended', s.ended_at IS NOT NULL)
  FROM session s JOIN member m USING (org_id, user_id) JOIN app_user u USING (user_id)
  WHERE s.token_hash = p_hash
$$;

-- Returns a person by email with their memberships. Organisations that were removed are left out.
CREATE FUNCTION lookup_sign_in(p_email text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'password_hash', u.password_hash,
    'memberships', (SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
      FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = u.user_id AND o.removed_at IS NULL))
  FROM app_user u WHERE u.email = p_email
$$;

-- Returns the memberships of a person. Organisations that were removed are left out.
CREATE FUNCTION lookup_memberships(p_user uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
  FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = p_user AND o.removed_at IS NULL
$$;

-- Returns an invitation by the hash of its token, with its state.
CREATE FUNCTION lookup_invitation(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', i.org_id, 'org_name', o.name, 'invitation_id', i.invitation_id, 'email', i.email, 'role', i.role,
    'expires_at', (extract(epoch FROM i.expires_at) * 1000)::bigint,
    'state', CASE WHEN o.removed_at IS NOT NULL THEN 'gone' WHEN i.accepted_at IS NOT NULL THEN 'used' WHEN i.revoked_at IS NOT NULL THEN 'withdrawn'
      WHEN i.expires_at <= clock_timestamp() THEN 'expired' ELSE 'open' END)
  FROM invitation i JOIN organisation o USING (org_id) WHERE i.token_hash = p_hash
$$;

-- Returns the tombstone of an organisation, or null.
CREATE FUNCTION lookup_tombstone(p_org uuid) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', t.org_id, 'origin', t.origin, 'size', t.size, 'checkpoint', t.checkpoint, 'vkey', t.vkey,
    'removed_at', (extract(epoch FROM t.removed_at) * 1000)::bigint)
  FROM organisation_tombstone t WHERE t.org_id = p_org
$$;

-- Returns the version of the configuration and the size of the ledger of each organisation.
CREATE FUNCTION head_versions(p_orgs uuid[]) RETURNS TABLE (org_id uuid, config_version bigint, size bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.config_version, h.size FROM ledger_head h WHERE h.org_id = ANY(p_orgs)
$$;

-- Returns the sample organisation of a seed. Removed ones count, because the people of the seed exist until their rows are deleted.
CREATE FUNCTION seeded_organisation(p_seed text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.seed = p_seed ORDER BY o.removed_at DESC NULLS FIRST, o.created_at LIMIT 1
$$;

-- Returns when an organisation is to be purged, in ms since the epoch, or null.
CREATE FUNCTION organisation_purge_at(p_org uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT (extract(epoch FROM o.purge_at) * 1000)::bigint FROM organisation o WHERE o.org_id = p_org
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

-- Resets the guesses of a bucket, with the delay that they imposed on the next one.
CREATE FUNCTION forget_guesses(p_bucket bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  UPDATE attempt SET taken = 0, not_before = NULL WHERE bucket = p_bucket;
END $$;
