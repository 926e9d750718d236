-- Authority ends with its creator: endpoints name theirs, and the look-up of a key answers the current role of the key's creator.
SET LOCAL search_path = app, pg_catalog;

-- The person who chose the address of the endpoint.
ALTER TABLE endpoint ADD COLUMN made_by_user_id uuid;
GRANT UPDATE (made_by_user_id) ON endpoint TO al_app;

-- The ledger names who created the existing endpoints. Row-level security applies to the owner while it is forced.
ALTER TABLE endpoint NO FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry NO FORCE ROW LEVEL SECURITY;
UPDATE endpoint e SET made_by_user_id = (
  SELECT l.actor_id FROM ledger_entry l
  WHERE l.org_id = e.org_id AND l.subject_id = e.endpoint_id AND l.kind = 'channel.changed' ORDER BY l.seq LIMIT 1
);
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
ALTER TABLE endpoint FORCE ROW LEVEL SECURITY;

-- The function belongs to al_lookup, so it is replaced as a whole.
DROP FUNCTION lookup_api_key(bytea);
CREATE FUNCTION lookup_api_key(p_hash bytea) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', k.org_id, 'key_id', k.key_id, 'environment', k.environment, 'scopes', k.scopes,
    'expires_at', (extract(epoch FROM k.expires_at) * 1000)::bigint, 'revoked', k.revoked_at IS NOT NULL, 'made_by', k.made_by_user_id,
    'maker_role', m.role, 'config_version', h.config_version,
    'agent', CASE WHEN a.agent_id IS NULL THEN NULL ELSE json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities,
      'labels', a.labels, 'owner_user_id', a.owner_user_id, 'status', a.status) END)
  FROM api_key k JOIN ledger_head h USING (org_id)
  LEFT JOIN agent a ON a.org_id = k.org_id AND a.agent_id = k.agent_id
  LEFT JOIN member m ON m.org_id = k.org_id AND m.user_id = k.made_by_user_id
  WHERE k.key_hash = p_hash
$$;
REVOKE ALL ON FUNCTION lookup_api_key(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup_api_key(bytea) TO al_app;
ALTER FUNCTION lookup_api_key(bytea) OWNER TO al_lookup;
