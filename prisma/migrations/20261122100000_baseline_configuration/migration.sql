-- Organisations and people, agents and their keys, policies, limits, posture.
-- INVARIANT: org_id leads every primary key, unique index and foreign key between tables of organisations.
CREATE SCHEMA IF NOT EXISTS app;

SET LOCAL search_path = app, pg_catalog;

-- People. They are global, because one person may belong to several organisations; every other row belongs to one organisation.
CREATE TABLE app_user (
  user_id       uuid PRIMARY KEY,
  email         text NOT NULL CHECK (email = lower(email)),
  name          text NOT NULL,
  password_hash text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (email)
);

CREATE TABLE organisation (
  org_id      uuid PRIMARY KEY,
  name        text NOT NULL,
  zone        text NOT NULL DEFAULT 'UTC',
  org_default text NOT NULL DEFAULT 'deny' CHECK (org_default IN ('deny')),
  sample      boolean NOT NULL DEFAULT false,
  -- The name of the seed that created a sample organisation.
  seed        text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- When a requested deletion takes effect, and when it did. Rows are deleted right after `removed_at` is set.
  purge_at    timestamptz,
  removed_at  timestamptz,
  CONSTRAINT organisation_seed_check CHECK (seed IS NULL OR sample)
);
CREATE INDEX organisation_purge_due ON organisation (org_id, purge_at) WHERE purge_at IS NOT NULL;

-- What remains of a deleted organisation: its last signed head, without personal data.
CREATE TABLE organisation_tombstone (
  org_id     uuid PRIMARY KEY,
  origin     text NOT NULL,
  size       bigint NOT NULL,
  checkpoint text NOT NULL,
  vkey       text NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The secret keys of an organisation, wrapped by the key-encryption key, with their public halves.
CREATE TABLE org_key (
  org_id     uuid NOT NULL REFERENCES organisation,
  purpose    text NOT NULL CHECK (purpose IN ('log', 'manifest', 'permit', 'data')),
  wrapped    bytea NOT NULL,
  public_key bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, purpose)
);

CREATE TABLE member (
  org_id     uuid NOT NULL REFERENCES organisation,
  user_id    uuid NOT NULL REFERENCES app_user,
  role       text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor', 'member')),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The time at which the role was granted; null for a role from the start of the organisation.
  role_since timestamptz,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX member_user ON member (user_id);

CREATE TABLE session (
  org_id       uuid NOT NULL,
  session_id   uuid NOT NULL,
  user_id      uuid NOT NULL,
  token_hash   bytea NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at     timestamptz,
  -- Summaries: a network instead of an address, a browser and a system instead of a whole User-Agent.
  address      text CHECK (length(address) <= 64),
  user_agent   text CHECK (length(user_agent) <= 80),
  PRIMARY KEY (org_id, session_id),
  UNIQUE (org_id, token_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX session_token ON session (token_hash);

-- INVARIANT: only the SHA-256 of the token is stored; the token itself, encrypted, only until its e-mail has been sent.
CREATE TABLE invitation (
  org_id        uuid NOT NULL REFERENCES organisation,
  invitation_id uuid NOT NULL,
  email         text NOT NULL CHECK (email = lower(email)),
  role          text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor', 'member')),
  token_hash    bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  invited_by    uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  accepted_at   timestamptz,
  accepted_by   uuid,
  revoked_at    timestamptz,
  mail_token    bytea,
  mail_due_at   timestamptz,
  mail_attempts integer NOT NULL DEFAULT 0,
  mailed_at     timestamptz,
  PRIMARY KEY (org_id, invitation_id),
  UNIQUE (org_id, token_hash),
  CHECK (mail_due_at IS NULL OR mail_token IS NOT NULL)
);
CREATE INDEX invitation_token ON invitation (token_hash);
CREATE INDEX invitation_mail_due ON invitation (mail_due_at) WHERE mail_due_at IS NOT NULL;

-- Counted attempts, such as passwords that were tried. A bucket is a keyed hash of an e-mail or a network address.
CREATE TABLE attempt (
  bucket    bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
  taken     integer NOT NULL,
  resets_at timestamptz NOT NULL,
  -- Before this moment the next guess is refused. See take_guess.
  not_before timestamptz
);

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
  org_id       uuid NOT NULL REFERENCES organisation,
  key_id       uuid NOT NULL,
  agent_id     uuid,
  name         text NOT NULL,
  environment  text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  scopes       text[] NOT NULL DEFAULT '{}',
  key_hash     bytea NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  last_used_at timestamptz,
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

-- Groups that policies name as approvers.
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

-- A run groups the actions of one execution of an agent.
CREATE TABLE run (
  org_id        uuid NOT NULL REFERENCES organisation,
  run_id        uuid NOT NULL,
  -- The agent that created the run, and the root of its delegation chain: every agent of that chain may submit under the run.
  agent_id      uuid NOT NULL,
  root_agent_id uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  created_at    timestamptz NOT NULL,
  -- name, session_id and metadata as JSON, encrypted with the organisation's data key: salt ‖ ciphertext.
  details       bytea NOT NULL,
  PRIMARY KEY (org_id, run_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent
);
CREATE INDEX run_root ON run (org_id, root_agent_id, run_id DESC);

CREATE TABLE policy (
  org_id         uuid NOT NULL REFERENCES organisation,
  policy_id      uuid NOT NULL,
  name           text NOT NULL,
  active_version integer,
  disabled_at    timestamptz,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, policy_id),
  UNIQUE (org_id, name)
);

CREATE TABLE policy_version (
  org_id     uuid NOT NULL,
  policy_id  uuid NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  canonical  text NOT NULL,
  hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
  yaml       text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy
);
ALTER TABLE policy ADD FOREIGN KEY (org_id, policy_id, active_version) REFERENCES policy_version (org_id, policy_id, version);

-- Every change of what decides. `version` is null when a policy was disabled.
CREATE TABLE policy_publication (
  org_id    uuid NOT NULL,
  policy_id uuid NOT NULL,
  epoch     integer NOT NULL,
  version   integer,
  change    text NOT NULL CHECK (change IN ('published', 'rolled_back', 'disabled')),
  by_actor  text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, epoch),
  FOREIGN KEY (org_id, policy_id, version) REFERENCES policy_version (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy
);

-- Requests for a second person: to publish a version, or to disable a policy (version is null).
CREATE TABLE policy_review (
  org_id       uuid NOT NULL,
  review_id    uuid NOT NULL,
  policy_id    uuid NOT NULL,
  version      integer,
  base_version integer,
  reach        text NOT NULL CHECK (reach IN ('wider', 'unclear')),
  status       text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'superseded')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  comment      bytea,
  decided_by   text,
  decided_at   timestamptz,
  reason       bytea,
  epoch        integer,
  PRIMARY KEY (org_id, review_id),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy,
  FOREIGN KEY (org_id, policy_id, version) REFERENCES policy_version (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id, base_version) REFERENCES policy_version (org_id, policy_id, version)
);
-- One pending review per policy: a later request replaces the earlier one.
CREATE UNIQUE INDEX policy_review_pending ON policy_review (org_id, policy_id) WHERE status = 'pending';

-- How often a policy applied, by hour. Counters are updated in place, so pages keep free room.
CREATE TABLE policy_hit (
  org_id    uuid NOT NULL,
  policy_id uuid NOT NULL,
  hour      timestamptz NOT NULL,
  environment text NOT NULL CHECK (environment IN ('', 'prod', 'staging', 'dev')),
  mode      text NOT NULL,
  verdict   text NOT NULL,
  hits      bigint NOT NULL CHECK (hits > 0),
  last_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, hour, environment, mode, verdict)
) WITH (fillfactor = 70);

-- The signed list of the policies in force. Processes load the newest epoch and refuse rows that do not match it.
CREATE TABLE org_manifest (
  org_id     uuid NOT NULL REFERENCES organisation,
  epoch      integer NOT NULL,
  body       text NOT NULL,
  signature  bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, epoch)
);

-- The theoretical arrival time of a rate limit in µs, or what a budget has used and reserved (usd in millionths). Updated in place.
CREATE TABLE limit_counter (
  org_id     uuid NOT NULL REFERENCES organisation,
  key        text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  value      bigint NOT NULL CHECK (value >= 0),
  warned     smallint NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (org_id, key)
) WITH (fillfactor = 70);
CREATE INDEX limit_counter_over ON limit_counter (expires_at) WHERE expires_at IS NOT NULL;

-- Executed actions, once per key of each history rule that counts them. Keys hold ids and fingerprints, never text of an agent.
CREATE TABLE history_event (
  org_id     uuid NOT NULL REFERENCES organisation,
  key        text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  at         timestamptz NOT NULL,
  seq        bigint NOT NULL,
  value      text COLLATE "C",
  amount     bigint,
  expires_at timestamptz NOT NULL,
  -- For circuit breakers: how the call ended.
  outcome    text COLLATE "C" CHECK (outcome IN ('executed', 'denied', 'succeeded', 'failed', 'probe_failed')),
  PRIMARY KEY (org_id, key, at, seq)
);
CREATE INDEX history_event_over ON history_event (expires_at);

-- Amounts reserved by budgets for an action until its first report.
CREATE TABLE budget_reservation (
  org_id     uuid NOT NULL REFERENCES organisation,
  event_id   uuid NOT NULL,
  key        text COLLATE "C" NOT NULL,
  measure    text NOT NULL CHECK (measure IN ('usd', 'tokens', 'calls', 'seconds')),
  amount     bigint NOT NULL CHECK (amount >= 0),
  settled_at timestamptz,
  -- The amount charged by a report that stated no usage. A later report that states it corrects the charge.
  assumed    bigint CHECK (assumed >= 0),
  PRIMARY KEY (org_id, event_id, key)
);

-- Calls whose outcome a circuit breaker waits for.
CREATE TABLE circuit_call (
  org_id      uuid NOT NULL REFERENCES organisation,
  event_id    uuid NOT NULL,
  key         text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  is_probe    boolean NOT NULL,
  window_ms   bigint NOT NULL CHECK (window_ms >= 0),
  reported_at timestamptz,
  PRIMARY KEY (org_id, event_id, key)
);

-- The posture of an organisation, one row per UTC day.
CREATE TABLE posture_snapshot (
  org_id     uuid NOT NULL REFERENCES organisation,
  day        date NOT NULL,
  score      smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  components jsonb NOT NULL,
  taken_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, day)
);

-- The newest check of the whole ledger. It is a note; the evidence is the ledger itself.
CREATE TABLE ledger_check (
  org_id     uuid PRIMARY KEY REFERENCES organisation,
  checked_at timestamptz NOT NULL,
  size       bigint NOT NULL,
  valid      boolean NOT NULL
);
