-- The spine: organisations, credentials, policies, the ledger and approvals.
-- INVARIANT: org_id leads every primary key, unique index and foreign key between tenant tables.
CREATE SCHEMA IF NOT EXISTS app;
SET LOCAL search_path = app, pg_catalog;

-- People are global (one person may belong to several organisations); everything else is a tenant's.
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
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- Secrets of an organisation, each wrapped by the KEK; the public half in the clear.
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
  PRIMARY KEY (org_id, session_id),
  UNIQUE (org_id, token_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX session_token ON session (token_hash);

CREATE TABLE agent (
  org_id        uuid NOT NULL REFERENCES organisation,
  agent_id      uuid NOT NULL,
  name          text NOT NULL,
  capabilities  text[] NOT NULL,
  labels        jsonb NOT NULL DEFAULT '{}',
  owner_user_id uuid,
  status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'disabled')),
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, agent_id),
  UNIQUE (org_id, name),
  FOREIGN KEY (org_id, owner_user_id) REFERENCES member ON DELETE SET NULL (owner_user_id)
);

-- A key of an agent (agent_id set, no scopes) or of the organisation (scopes, no agent). Only its SHA-256 is kept.
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
  PRIMARY KEY (org_id, key_id),
  UNIQUE (org_id, key_hash),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((agent_id IS NULL) = (cardinality(scopes) > 0))
);
CREATE INDEX api_key_hash ON api_key (key_hash);

CREATE TABLE policy (
  org_id         uuid NOT NULL REFERENCES organisation,
  policy_id      uuid NOT NULL,
  name           text NOT NULL,
  active_version integer,
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

-- The signed list of what decides. Processes load the newest epoch and refuse rows that do not match it.
CREATE TABLE org_manifest (
  org_id     uuid NOT NULL REFERENCES organisation,
  epoch      integer NOT NULL,
  body       text NOT NULL,
  signature  bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, epoch)
);

-- The ledger. Hot tables carry no foreign keys: the writer stamps org_id from the head row that it holds locked.
CREATE TABLE ledger_head (
  org_id         uuid PRIMARY KEY REFERENCES organisation,
  origin         text NOT NULL UNIQUE,
  size           bigint NOT NULL DEFAULT 0,
  frontier       bytea NOT NULL DEFAULT '',
  last_leaf      bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (octet_length(last_leaf) = 32),
  last_ts        timestamptz NOT NULL DEFAULT '-infinity',
  config_version bigint NOT NULL DEFAULT 1
) WITH (fillfactor = 50);

CREATE TABLE ledger_entry (
  org_id      uuid NOT NULL,
  seq         bigint NOT NULL,
  id          uuid NOT NULL,
  kind        text NOT NULL,
  ts          timestamptz NOT NULL,
  agent_id    uuid,
  action_type text,
  bytes       bytea NOT NULL,
  leaf_hash   bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (org_id, seq),
  UNIQUE (org_id, id)
);
ALTER TABLE ledger_entry ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Complete tiles of 256 nodes (tlog-tiles). The unfinished right edge is read from leaves and from roots one level below.
CREATE TABLE ledger_node (
  org_id uuid NOT NULL,
  level  smallint NOT NULL,
  idx    bigint NOT NULL,
  root   bytea NOT NULL CHECK (octet_length(root) = 32),
  hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
  PRIMARY KEY (org_id, level, idx)
);

CREATE TABLE ledger_checkpoint (
  org_id    uuid NOT NULL,
  size      bigint NOT NULL,
  note      text NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, size)
);

-- What people and agents typed, encrypted; its salt apart, so that deleting the salt destroys key and commitment link at once.
CREATE TABLE ledger_payload (
  org_id     uuid NOT NULL,
  entry_id   uuid NOT NULL,
  field      text NOT NULL,
  ciphertext bytea NOT NULL,
  PRIMARY KEY (org_id, entry_id, field)
);
CREATE TABLE ledger_salt (
  org_id   uuid NOT NULL,
  entry_id uuid NOT NULL,
  field    text NOT NULL,
  salt     bytea NOT NULL CHECK (octet_length(salt) = 32),
  PRIMARY KEY (org_id, entry_id, field)
);

CREATE TABLE idempotency (
  org_id   uuid NOT NULL,
  claim    bytea NOT NULL CHECK (octet_length(claim) = 32),
  body_mac bytea NOT NULL CHECK (octet_length(body_mac) = 32),
  entry_id uuid NOT NULL,
  response bytea,
  PRIMARY KEY (org_id, claim)
);

-- The query projection of every decision; insert-only, the current state of a request is its approval's.
CREATE TABLE decision (
  org_id        uuid NOT NULL,
  id            uuid NOT NULL,
  seq           bigint NOT NULL,
  ts            timestamptz NOT NULL,
  action_type   text NOT NULL,
  agent_id      uuid NOT NULL,
  key_id        uuid NOT NULL,
  environment   text NOT NULL,
  status        text NOT NULL CHECK (status IN ('executed', 'denied', 'requested')),
  denial_reason text,
  policy_name   text,
  approval_id   uuid,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX decision_agent ON decision (org_id, agent_id, seq DESC);
CREATE INDEX decision_action ON decision (org_id, action_type, seq DESC);

CREATE TABLE approval (
  org_id            uuid NOT NULL REFERENCES organisation,
  approval_id       uuid NOT NULL,
  event_id          uuid NOT NULL,
  agent_id          uuid NOT NULL,
  key_id            uuid NOT NULL,
  action_type       text NOT NULL,
  environment       text NOT NULL,
  status            text NOT NULL CHECK (status IN ('pending', 'approved', 'used', 'denied', 'expired', 'cancelled', 'lapsed', 'revoked', 'refused')),
  digest            bytea NOT NULL CHECK (octet_length(digest) = 32),
  digest_salt       bytea CHECK (octet_length(digest_salt) = 32),
  policies          jsonb NOT NULL,
  plan              jsonb NOT NULL,
  risk              jsonb NOT NULL,
  requested_at      timestamptz NOT NULL,
  expires_at        timestamptz NOT NULL,
  decided_at        timestamptz,
  decided_by        uuid,
  lapses_at         timestamptz,
  due_at            timestamptz,
  executed_event_id uuid,
  refusal           text,
  PRIMARY KEY (org_id, approval_id),
  UNIQUE (org_id, event_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
) WITH (fillfactor = 80);
CREATE INDEX approval_queue ON approval (org_id, status, expires_at);
CREATE INDEX approval_recent ON approval (org_id, action_type, decided_at DESC) WHERE decided_at IS NOT NULL;
CREATE INDEX approval_due ON approval (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE approval_vote (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  decision    text NOT NULL CHECK (decision IN ('approve', 'deny')),
  at          timestamptz NOT NULL,
  entry_id    uuid NOT NULL,
  PRIMARY KEY (org_id, approval_id, user_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

CREATE TABLE permit (
  org_id            uuid NOT NULL,
  permit_id         uuid NOT NULL,
  approval_id       uuid NOT NULL,
  agent_id          uuid NOT NULL,
  audience_hash     bytea,
  expires_at        timestamptz NOT NULL,
  consumed_at       timestamptz,
  consumer_key_id   uuid,
  consumed_event_id uuid,
  PRIMARY KEY (org_id, permit_id),
  UNIQUE (org_id, approval_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

CREATE TABLE action_report (
  org_id      uuid NOT NULL,
  entry_id    uuid NOT NULL,
  event_id    uuid NOT NULL,
  status      text NOT NULL CHECK (status IN ('success', 'failure', 'partial')),
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, entry_id)
);
CREATE INDEX action_report_event ON action_report (org_id, event_id);
