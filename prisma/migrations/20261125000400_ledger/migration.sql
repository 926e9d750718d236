-- The ledger, and the decisions that are read from it.
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
  bytes       bytea STORAGE EXTERNAL NOT NULL,
  leaf_hash   bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (org_id, seq),
  UNIQUE (org_id, id)
);
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

-- Keys that replaced the first key of a log. Heads with more than `seq` entries of the log `origin` are signed by the key of the row.
CREATE TABLE log_key (
  org_id             uuid NOT NULL REFERENCES organisation,
  number             integer NOT NULL CHECK (number > 0),
  origin             text NOT NULL,
  seq                bigint NOT NULL CHECK (seq >= 0),
  previous_key       bytea NOT NULL CHECK (length(previous_key) = 32),
  public_key         bytea NOT NULL CHECK (length(public_key) = 32),
  wrapped            bytea NOT NULL,
  -- Signatures of both keys over the rotation.
  previous_signature bytea NOT NULL CHECK (length(previous_signature) = 64),
  signature          bytea NOT NULL CHECK (length(signature) = 64),
  rotated_at         timestamptz NOT NULL,
  PRIMARY KEY (org_id, number)
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

-- The newest check of the whole ledger. It is a note; the evidence is the ledger itself.
CREATE TABLE ledger_check (
  org_id     uuid PRIMARY KEY REFERENCES organisation,
  checked_at timestamptz NOT NULL,
  size       bigint NOT NULL,
  valid      boolean NOT NULL
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
  -- The references that later entries of the same request repeat, 16 bytes each.
  refs          bytea CHECK (octet_length(refs) % 16 = 0),
  importance    text CHECK (importance IN ('low', 'normal', 'high')),
  retention     text CHECK (retention IN ('short', 'standard', 'long')),
  -- The number of records that the action said it accesses.
  records       bigint NOT NULL DEFAULT 0 CHECK (records >= 0),
  -- The way by which the decision was requested: `POST /actions`, as the SDK does, or the sidecar surface.
  channel       text CHECK (channel IN ('sdk', 'gateway')),
  PRIMARY KEY (org_id, id)
);
CREATE INDEX decision_agent ON decision (org_id, agent_id, seq DESC);
CREATE INDEX decision_action ON decision (org_id, action_type, seq DESC);
-- The actions an agent asked for, and when last: one step per action, however many decisions there are.
CREATE INDEX decision_use ON decision (org_id, agent_id, action_type, ts DESC);

-- Finds entries by ids that callers chose: sessions, correlations, idempotency ids of submissions, and tags.
CREATE TABLE entry_reference (
  org_id    uuid NOT NULL,
  -- The first half of an HMAC of the kind and the caller's id. The id itself may contain personal data.
  reference bytea NOT NULL CHECK (octet_length(reference) = 16),
  seq       bigint NOT NULL,
  entry_id  uuid NOT NULL,
  PRIMARY KEY (org_id, reference, seq)
);

-- Words of decisions, in organisations that switched the text index on. Their texts were scanned and redacted before.
-- One row per word, because equality of texts is leakproof: row-level security lets it use the index, unlike a match of a tsvector.
CREATE TABLE decision_word (
  org_id   uuid NOT NULL,
  word     text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 1 AND 64),
  entry_id uuid NOT NULL,
  field    text NOT NULL DEFAULT 'decision' CHECK (field = 'decision'),
  PRIMARY KEY (org_id, word, entry_id),
  -- A word is erased with the payload that it came from.
  FOREIGN KEY (org_id, entry_id, field) REFERENCES ledger_payload ON DELETE CASCADE
);
CREATE INDEX decision_word_of_entry ON decision_word (org_id, entry_id);
