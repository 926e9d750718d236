-- What the overview asks for, read where it stands instead of counted from everything.
SET LOCAL search_path = app, pg_catalog;

-- Which actions an agent asked for, and when last: one step per action, however long its record.
CREATE INDEX decision_use ON decision (org_id, agent_id, action_type, ts DESC);

-- Held actions that ran: an id is of the time it was minted at, so a span of executions is a span of this index.
CREATE INDEX approval_executed ON approval (org_id, executed_event_id) WHERE executed_event_id IS NOT NULL;

-- Whoever holds the token of an invitation learns what became of it.
DROP FUNCTION lookup_invitation(bytea);
CREATE FUNCTION lookup_invitation(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', i.org_id, 'org_name', o.name, 'invitation_id', i.invitation_id, 'email', i.email, 'role', i.role,
    'expires_at', (extract(epoch FROM i.expires_at) * 1000)::bigint,
    'state', CASE WHEN o.removed_at IS NOT NULL THEN 'gone' WHEN i.accepted_at IS NOT NULL THEN 'used' WHEN i.revoked_at IS NOT NULL THEN 'withdrawn'
      WHEN i.expires_at <= clock_timestamp() THEN 'expired' ELSE 'open' END)
  FROM invitation i JOIN organisation o USING (org_id) WHERE i.token_hash = p_hash
$$;
REVOKE ALL ON FUNCTION lookup_invitation(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup_invitation(bytea) TO al_app;
ALTER FUNCTION lookup_invitation(bytea) OWNER TO al_lookup;
