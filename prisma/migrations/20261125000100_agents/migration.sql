-- Agents, their keys and their delegations, and the keys with which they sign their submissions.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE agent (
  org_id        uuid NOT NULL REFERENCES organisation,
  agent_id      uuid NOT NULL,
  name          text NOT NULL,
  description   text NOT NULL DEFAULT '',
  capabilities  text[] NOT NULL,
  labels        jsonb NOT NULL DEFAULT '{}',
  owner_user_id uuid,
  -- The agent at the root of the delegation chain; null for an agent that people manage.
  root_agent_id uuid,
  status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, agent_id),
  FOREIGN KEY (org_id, owner_user_id) REFERENCES member ON DELETE SET NULL (owner_user_id),
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent
);
-- Names of managed agents are unique; the name of a delegated agent is its path, and siblings may share it.
CREATE UNIQUE INDEX agent_org_id_name_key ON agent (org_id, name) WHERE root_agent_id IS NULL;
CREATE INDEX agent_root ON agent (org_id, root_agent_id) WHERE root_agent_id IS NOT NULL;

-- Keys of agents (agent_id set, no scopes) and of organisations (scopes, no agent). Only the SHA-256 of a key is stored.
CREATE TABLE api_key (
  org_id          uuid NOT NULL REFERENCES organisation,
  key_id          uuid NOT NULL,
  agent_id        uuid,
  name            text NOT NULL,
  environment     text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  scopes          text[] NOT NULL DEFAULT '{}',
  key_hash        bytea NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  expires_at      timestamptz,
  revoked_at      timestamptz,
  last_used_at    timestamptz,
  -- The person who created the key, or who created the organisation key that did. Null for the key of a delegated agent.
  made_by_user_id uuid,
  PRIMARY KEY (org_id, key_id),
  UNIQUE (org_id, key_hash),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((agent_id IS NULL) = (cardinality(scopes) > 0))
);
CREATE INDEX api_key_hash ON api_key (key_hash);
CREATE INDEX api_key_agent ON api_key (org_id, agent_id, key_id DESC);

-- A delegation: a child agent with one key of its own, bounded by its parent, which ends together with everything below it.
CREATE TABLE delegation (
  org_id               uuid NOT NULL REFERENCES organisation,
  delegation_id        uuid NOT NULL,
  name                 text NOT NULL,
  parent_delegation_id uuid,
  parent_agent_id      uuid NOT NULL,
  -- The key of the parent that created the delegation, which ends with it. Null when a person or an organisation key created it.
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

-- Public keys with which agents sign their submissions.
CREATE TABLE agent_identity_key (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  agent_id        uuid NOT NULL,
  -- Ed25519, 32 bytes.
  public_key      bytea NOT NULL CHECK (length(public_key) = 32),
  created_by      uuid NOT NULL,
  created_at      timestamptz NOT NULL,
  -- The end of its overlap after a rotation, or the time of its revocation.
  ends_at         timestamptz,
  -- The key that a rotation registered in place of this one.
  replaced_by     uuid,
  PRIMARY KEY (org_id, identity_key_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  -- A key that has ended cannot be registered again, so that its statements stay refused.
  UNIQUE (org_id, public_key)
);
CREATE INDEX agent_identity_key_of_agent ON agent_identity_key (org_id, agent_id, identity_key_id DESC);

-- The last sequence number of a key and the count of numbers that it skipped. Written in the ledger commit.
CREATE TABLE agent_sequence (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  last_sequence   bigint NOT NULL CHECK (last_sequence > 0),
  missing         bigint NOT NULL CHECK (missing >= 0),
  used_at         timestamptz NOT NULL,
  PRIMARY KEY (org_id, identity_key_id),
  FOREIGN KEY (org_id, identity_key_id) REFERENCES agent_identity_key
);

-- Sequence numbers that a key skipped, with the entry of the statement after them.
CREATE TABLE agent_sequence_gap (
  org_id          uuid NOT NULL,
  identity_key_id uuid NOT NULL,
  from_sequence   bigint NOT NULL,
  to_sequence     bigint NOT NULL CHECK (to_sequence >= from_sequence),
  entry_id        uuid NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (org_id, identity_key_id, from_sequence),
  FOREIGN KEY (org_id, identity_key_id) REFERENCES agent_identity_key
);
