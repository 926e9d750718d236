-- Seals: an HMAC over the columns of a row that give authority, by a key that the database does not hold. The same statement writes both. The
-- migration seals the existing rows once (packages/db/src/provision/seal-rows.ts); afterwards a row without a seal has no authority.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE member ADD COLUMN seal bytea;
ALTER TABLE api_key ADD COLUMN seal bytea;
ALTER TABLE approval_grant ADD COLUMN seal bytea;
ALTER TABLE limit_counter ADD COLUMN seal bytea;
GRANT UPDATE (seal) ON member, api_key, approval_grant TO al_app;
GRANT UPDATE (seal) ON approval_grant, limit_counter TO al_ledger;

-- The counters of an organisation are spread over 64 buckets. Each has keyed sums of its counters by the day on which they end, so that a deleted
-- counter is missed.
ALTER TABLE limit_counter ADD COLUMN bucket smallint;
CREATE INDEX limit_counter_bucket ON limit_counter (org_id, bucket);
CREATE TABLE limit_bucket (
  org_id uuid NOT NULL REFERENCES organisation,
  bucket smallint NOT NULL,
  sums   jsonb NOT NULL,
  seal   bytea NOT NULL,
  PRIMARY KEY (org_id, bucket)
);
ALTER TABLE limit_bucket ALTER COLUMN org_id SET (n_distinct = 1);
ALTER TABLE limit_bucket ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON limit_bucket TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON limit_bucket TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY removal ON limit_bucket TO al_lookup USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON limit_bucket TO al_lookup;
GRANT SELECT, INSERT ON limit_bucket TO al_app;
GRANT SELECT, INSERT, UPDATE (sums, seal) ON limit_bucket TO al_ledger;

-- Sums are by the UTC day of their end, so those of the current day are kept.
DROP FUNCTION forget_over_limits();
CREATE FUNCTION forget_over_limits() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM limit_counter WHERE expires_at < least(now() - interval '1 hour', date_trunc('day', now(), 'UTC'));
  DELETE FROM history_event WHERE expires_at < now() - interval '1 hour';
$$;

DROP FUNCTION lookup_api_key(bytea);
CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', floor(extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked_at', floor(extract(epoch FROM k.revoked_at) * 1000)::bigint,
    'made_by', k.made_by_user_id, 'agent_id', k.agent_id, 'seal', encode(k.seal, 'hex'), 'config_version', h.config_version,
    'maker', CASE WHEN m.user_id IS NULL THEN NULL ELSE json_build_object('role', m.role, 'role_since',
      floor(extract(epoch FROM m.role_since) * 1000)::bigint, 'seal', encode(m.seal, 'hex')) END,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id)
  LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  LEFT JOIN member m ON m.org_id = k.org_id AND m.user_id = k.made_by_user_id
  WHERE k.key_hash = p_hash
$$;

DROP FUNCTION lookup_session(bytea);
CREATE FUNCTION lookup_session(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', s.org_id, 'session_id', s.session_id, 'user_id', s.user_id, 'role', m.role, 'email', u.email, 'name', u.name,
    'role_since', floor(extract(epoch FROM m.role_since) * 1000)::bigint, 'seal', encode(m.seal, 'hex'),
    'expires_at', (extract(epoch FROM s.expires_at) * 1000)::bigint, 'last_seen_at', (extract(epoch FROM s.last_seen_at) * 1000)::bigint, 'ended', s.ended_at IS NOT NULL)
  FROM session s JOIN member m USING (org_id, user_id) JOIN app_user u USING (user_id)
  WHERE s.token_hash = p_hash
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['forget_over_limits()', 'lookup_api_key(bytea)', 'lookup_session(bytea)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO al_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO al_lookup', f);
  END LOOP;
END $$;
