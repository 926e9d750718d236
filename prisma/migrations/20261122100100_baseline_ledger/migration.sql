-- The ledger, decisions and approvals.

SET LOCAL search_path = app, pg_catalog;

-- Ledger heads. The writer locks the head of an organisation and stamps its org_id on every row, so hot tables need no foreign keys.
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
  -- Columns that lists filter by. Their values also stand in `bytes`, which decides.
  -- The actor, unless it is the agent of `agent_id`; the nil UUID when the product itself acted.
  actor_id    uuid,
  -- The subject, unless it is the entry's own action or its approval.
  subject_id  uuid,
  approval_id uuid,
  -- The policy that decided, or that was changed.
  policy_id   uuid,
  status      text,
  -- NULL for what concerns the whole organisation.
  environment text CHECK (environment IN ('prod', 'staging', 'dev')),
  bytes       bytea NOT NULL,
  leaf_hash   bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (org_id, seq),
  UNIQUE (org_id, id)
);
ALTER TABLE ledger_entry ALTER COLUMN bytes SET STORAGE EXTERNAL;
-- One partial index per filter, in the order of the list. An executed action, the most frequent entry, is in three of them.
CREATE INDEX ledger_entry_agent ON ledger_entry (org_id, agent_id, seq DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX ledger_entry_action ON ledger_entry (org_id, action_type COLLATE "C", seq DESC) WHERE action_type IS NOT NULL;
CREATE INDEX ledger_entry_policy ON ledger_entry (org_id, policy_id, seq DESC) WHERE policy_id IS NOT NULL;
CREATE INDEX ledger_entry_approval ON ledger_entry (org_id, approval_id, seq DESC) WHERE approval_id IS NOT NULL;
CREATE INDEX ledger_entry_actor ON ledger_entry (org_id, actor_id, seq DESC) WHERE actor_id IS NOT NULL;
CREATE INDEX ledger_entry_subject ON ledger_entry (org_id, subject_id, seq DESC) WHERE subject_id IS NOT NULL;
CREATE INDEX ledger_entry_status ON ledger_entry (org_id, status, seq DESC) WHERE status NOT IN ('executed', 'success');
CREATE INDEX ledger_entry_environment ON ledger_entry (org_id, environment, seq DESC) WHERE environment IS NOT NULL;
CREATE INDEX ledger_entry_kind ON ledger_entry (org_id, kind, seq DESC) WHERE kind NOT IN ('action.executed', 'action.denied', 'action.reported');
CREATE INDEX ledger_entry_exported ON ledger_entry (org_id, seq DESC) WHERE kind = 'audit.exported';
CREATE INDEX ledger_entry_verified ON ledger_entry (org_id, seq DESC) WHERE kind = 'ledger.verified';

-- Complete tiles of 256 nodes (tlog-tiles). The unfinished right edge is computed from leaves and from the roots of the level below.
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

-- The previous head of every later generation of a ledger. Only `npm run restore` writes rows; `mac` proves that it held the key-encryption key.
CREATE TABLE ledger_generation (
  org_id          uuid NOT NULL REFERENCES organisation,
  generation      integer NOT NULL CHECK (generation > 1),
  origin          text NOT NULL,
  previous_origin text NOT NULL,
  previous_size   bigint NOT NULL CHECK (previous_size >= 0),
  previous_root   bytea NOT NULL CHECK (octet_length(previous_root) = 32),
  begun_at        timestamptz NOT NULL,
  mac             bytea NOT NULL CHECK (octet_length(mac) = 32),
  PRIMARY KEY (org_id, generation)
);

-- Payloads of entries, encrypted. The salt is stored apart: deleting it destroys the key and the link to the commitment.
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

-- Decisions, for queries. Rows are only inserted; the current state of a pending request is that of its approval.
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
-- The actions an agent asked for, and when last: one step per action, however many decisions there are.
CREATE INDEX decision_use ON decision (org_id, agent_id, action_type, ts DESC);

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
  -- The people behind the request, as they were when it was submitted: owner, openers of delegations, makers of keys.
  requested_by      jsonb NOT NULL DEFAULT '{"owner": null, "opened_by": [], "key_makers": []}',
  -- The votes, the stage, the escalations and the outcome. The ledger's entries prove the parts that decide.
  progress          jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (org_id, approval_id),
  UNIQUE (org_id, event_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
) WITH (fillfactor = 80);
CREATE INDEX approval_queue ON approval (org_id, status, expires_at);
CREATE INDEX approval_recent ON approval (org_id, action_type, decided_at DESC) WHERE decided_at IS NOT NULL;
CREATE INDEX approval_due ON approval (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX approval_agent ON approval (org_id, agent_id) WHERE due_at IS NOT NULL;
CREATE INDEX approval_asked ON approval (org_id, requested_at DESC, approval_id DESC);
-- Ids are ordered by the time they were minted at, so a span of time is a span of this index.
CREATE INDEX approval_executed ON approval (org_id, executed_event_id) WHERE executed_event_id IS NOT NULL;
-- The lists of unknown outcomes and of releases that wait for a review.
CREATE INDEX approval_outcome ON approval (org_id, (progress -> 'outcome' ->> 'status'), requested_at DESC)
  WHERE progress -> 'outcome' ->> 'status' IS NOT NULL;
CREATE INDEX approval_emergency ON approval (org_id, (progress -> 'emergency' ->> 'by')) WHERE progress -> 'emergency' ->> 'by' IS NOT NULL;

-- One row per vote, because a person votes in several stages, and again after an edit.
CREATE TABLE approval_vote (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  decision    text NOT NULL CHECK (decision IN ('approve', 'deny')),
  at          timestamptz NOT NULL,
  entry_id    uuid NOT NULL,
  PRIMARY KEY (org_id, entry_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);
CREATE INDEX approval_vote_of ON approval_vote (org_id, approval_id);

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
