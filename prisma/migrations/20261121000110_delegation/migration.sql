-- Delegation: a child agent with one key of its own, bounded by its parent, ended together with everything below it.
SET LOCAL search_path = app, pg_catalog;

-- A delegated agent is an agent row, so that decisions, approvals and entries name it like any other.
ALTER TABLE agent ADD COLUMN root_agent_id uuid;
ALTER TABLE agent ADD FOREIGN KEY (org_id, root_agent_id) REFERENCES agent;
COMMENT ON COLUMN agent.root_agent_id IS 'null for an agent that people manage; a delegated agent names the root of its chain';

-- The names of managed agents are unique; a delegated agent's is its path, and siblings may share it.
ALTER TABLE agent DROP CONSTRAINT agent_org_id_name_key;
CREATE UNIQUE INDEX agent_org_id_name_key ON agent (org_id, name) WHERE root_agent_id IS NULL;
CREATE INDEX agent_root ON agent (org_id, root_agent_id) WHERE root_agent_id IS NOT NULL;

CREATE TABLE delegation (
  org_id               uuid NOT NULL REFERENCES organisation,
  delegation_id        uuid NOT NULL,
  name                 text NOT NULL,
  parent_delegation_id uuid,
  parent_agent_id      uuid NOT NULL,
  -- The parent's key that asked: what it made does not outlive it. Null when a person or an organisation key asked.
  parent_key_id        uuid,
  child_agent_id       uuid NOT NULL,
  key_id               uuid NOT NULL,
  -- Agents from the root to the parent, and delegations from the outermost to this one: one of each per step.
  chain                uuid[] NOT NULL,
  path                 uuid[] NOT NULL,
  depth                integer NOT NULL CHECK (depth BETWEEN 1 AND 8),
  capabilities         text[] NOT NULL CHECK (cardinality(capabilities) BETWEEN 1 AND 256),
  environment          text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  created_by           text NOT NULL,
  opened_by_user_id    uuid,
  created_at           timestamptz NOT NULL,
  expires_at           timestamptz NOT NULL,
  ended_at             timestamptz,
  end_reason           text CHECK (end_reason IN ('revoked', 'expired')),
  PRIMARY KEY (org_id, delegation_id),
  UNIQUE (org_id, child_agent_id),
  UNIQUE (org_id, key_id),
  FOREIGN KEY (org_id, parent_delegation_id) REFERENCES delegation,
  FOREIGN KEY (org_id, parent_agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, child_agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, parent_key_id) REFERENCES api_key,
  FOREIGN KEY (org_id, key_id) REFERENCES api_key,
  CHECK (cardinality(chain) = depth AND cardinality(path) = depth AND path[depth] = delegation_id AND chain[depth] = parent_agent_id),
  CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
  CHECK (expires_at > created_at)
);
CREATE INDEX delegation_parent ON delegation (org_id, parent_agent_id, delegation_id DESC);
CREATE INDEX delegation_below ON delegation (org_id, parent_delegation_id) WHERE parent_delegation_id IS NOT NULL;
CREATE INDEX delegation_made_by_key ON delegation (org_id, parent_key_id) WHERE ended_at IS NULL;
CREATE INDEX delegation_due ON delegation (expires_at) WHERE ended_at IS NULL;
CREATE INDEX approval_agent ON approval (org_id, agent_id) WHERE due_at IS NOT NULL;

ALTER TABLE delegation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON delegation TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON delegation FOR SELECT TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY lookup ON delegation FOR SELECT TO al_lookup USING (true);

GRANT SELECT, INSERT ON delegation TO al_app;
GRANT UPDATE (ended_at, end_reason) ON delegation TO al_app;
GRANT SELECT ON delegation TO al_ledger, al_lookup;
-- A revocation ends the approvals of the subtree in its own transaction.
GRANT UPDATE (status, due_at, refusal) ON approval TO al_app;

-- What stands behind a key, read in the same statement as the key itself. Null for the key of an agent that people manage.
CREATE FUNCTION lookup_delegation(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('id', d.delegation_id, 'depth', d.depth, 'expires_at', (extract(epoch FROM d.expires_at) * 1000)::bigint,
    'ended', EXISTS (SELECT FROM delegation p WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND p.ended_at IS NOT NULL),
    'opened_by', (SELECT coalesce(json_agg(DISTINCT p.opened_by_user_id), '[]') FROM delegation p
      WHERE p.org_id = d.org_id AND p.delegation_id = ANY(d.path) AND p.opened_by_user_id IS NOT NULL),
    'ancestors', (SELECT json_agg(json_build_object('id', a.agent_id, 'name', a.name, 'capabilities', a.capabilities, 'labels', a.labels,
        'owner_user_id', a.owner_user_id, 'status', a.status) ORDER BY c.place)
      FROM unnest(d.chain) WITH ORDINALITY c(agent_id, place) JOIN agent a ON a.org_id = d.org_id AND a.agent_id = c.agent_id))
  FROM api_key k JOIN delegation d ON d.org_id = k.org_id AND d.key_id = k.key_id
  WHERE k.key_hash = p_hash
$$;

CREATE FUNCTION due_delegations(p_limit integer) RETURNS TABLE (org_id uuid, delegation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.delegation_id FROM delegation d WHERE d.ended_at IS NULL AND d.expires_at <= clock_timestamp() ORDER BY d.expires_at LIMIT p_limit
$$;

CREATE FUNCTION next_delegation_due() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(d.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(d.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM delegation d WHERE d.ended_at IS NULL
$$;

REVOKE ALL ON FUNCTION lookup_delegation(bytea), due_delegations(integer), next_delegation_due() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lookup_delegation(bytea), due_delegations(integer), next_delegation_due() TO al_app;
ALTER FUNCTION lookup_delegation(bytea) OWNER TO al_lookup;
ALTER FUNCTION due_delegations(integer) OWNER TO al_lookup;
ALTER FUNCTION next_delegation_due() OWNER TO al_lookup;
