-- Approvals and the votes on them, permits, and the reports of actions.
SET LOCAL search_path = app, pg_catalog;

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
CREATE INDEX approval_decided ON approval (org_id, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX approval_due ON approval (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX approval_agent ON approval (org_id, agent_id) WHERE due_at IS NOT NULL;
CREATE INDEX approval_asked ON approval (org_id, requested_at DESC, approval_id DESC);
-- Ids are ordered by the time they were minted at, so a span of time is a span of this index.
CREATE INDEX approval_executed ON approval (org_id, executed_event_id) WHERE executed_event_id IS NOT NULL;
-- The lists of unknown outcomes and of releases that wait for a review.
CREATE INDEX approval_outcome ON approval (org_id, (progress -> 'outcome' ->> 'status'), requested_at DESC)
  WHERE progress -> 'outcome' ->> 'status' IS NOT NULL;
-- The list of outcomes that were unknown and are settled.
CREATE INDEX approval_settled ON approval (org_id, requested_at DESC) WHERE progress -> 'outcome' ->> 'settled_at' IS NOT NULL;
CREATE INDEX approval_emergency ON approval (org_id, (progress -> 'emergency' ->> 'by')) WHERE progress -> 'emergency' ->> 'by' IS NOT NULL;

-- One row per vote, because a person votes in several stages, and again after an edit.
CREATE TABLE approval_vote (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  decision    text NOT NULL CHECK (decision IN ('approve', 'deny')),
  at          timestamptz NOT NULL,
  entry_id    uuid NOT NULL,
  -- The person on whose behalf the vote was given; null when it was the voter's own right.
  right_id    uuid,
  PRIMARY KEY (org_id, entry_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);
CREATE INDEX approval_vote_of ON approval_vote (org_id, approval_id);
CREATE INDEX approval_vote_at ON approval_vote (org_id, at);

-- Times at which people opened requests, from which the time that they looked at them is measured.
CREATE TABLE approval_opening (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  -- Number of votes that the person had given on this request. It bounds the rows, and keeps the opening of an earlier vote.
  vote        integer NOT NULL CHECK (vote >= 0),
  opened_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, approval_id, user_id, vote),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

-- Standing grants that approvers give with an approval. Their terms are sealed with the entry that gave them.
CREATE TABLE approval_grant (
  org_id        uuid NOT NULL,
  grant_id      uuid NOT NULL,
  approval_id   uuid NOT NULL,
  entry_id      uuid NOT NULL,
  agent_id      uuid NOT NULL,
  key_id        uuid NOT NULL,
  action_type   text NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The policies that asked, as a list of `pol_…`.
  policies      jsonb NOT NULL,
  given_by      uuid NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  uses          bigint NOT NULL CHECK (uses >= 0),
  -- Millionths.
  used_sum      bigint NOT NULL CHECK (used_sum >= 0),
  ended_at      timestamptz,
  ended_because text CHECK (ended_because ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  PRIMARY KEY (org_id, grant_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval,
  CHECK ((ended_at IS NULL) = (ended_because IS NULL))
);
CREATE INDEX approval_grant_open ON approval_grant (org_id, agent_id, action_type, environment, expires_at) WHERE ended_at IS NULL;
CREATE INDEX approval_grant_of ON approval_grant (org_id, approval_id);

-- Filters of the approvals queue that people saved for themselves.
CREATE TABLE approval_filter (
  org_id         uuid NOT NULL,
  filter_id      uuid NOT NULL,
  user_id        uuid NOT NULL,
  name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  -- Conditions; null for any. The agent and the policy may no longer exist: the filter then matches nothing.
  risk           text CHECK (risk IN ('low', 'medium', 'high', 'critical')),
  agent_id       uuid,
  policy_id      uuid,
  action_type    text CHECK (length(action_type) <= 128),
  created_at     timestamptz NOT NULL,
  -- The filter asks for requests that expire within this time.
  expires_within text CHECK (expires_within ~ '^[1-9][0-9]{0,6}[smhd]$'),
  PRIMARY KEY (org_id, filter_id),
  UNIQUE (org_id, user_id, name),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CONSTRAINT approval_filter_condition CHECK (num_nonnulls(risk, agent_id, policy_id, action_type, expires_within) > 0)
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
CREATE INDEX permit_unused ON permit (org_id, expires_at) WHERE consumed_at IS NULL;

-- The keys that sign offline permits. One signs; replaced keys stay published until `ends_at`.
CREATE TABLE permit_key (
  org_id     uuid NOT NULL REFERENCES organisation,
  -- RFC 7638 thumbprint of the public key.
  kid        text NOT NULL CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'),
  -- The private key, wrapped by the key-encryption key.
  wrapped    bytea NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  created_at timestamptz NOT NULL,
  ends_at    timestamptz,
  PRIMARY KEY (org_id, kid)
);
CREATE UNIQUE INDEX permit_key_signs ON permit_key (org_id) WHERE ends_at IS NULL;

CREATE TABLE action_report (
  org_id      uuid NOT NULL,
  entry_id    uuid NOT NULL,
  event_id    uuid NOT NULL,
  status      text NOT NULL CHECK (status IN ('success', 'failure', 'partial')),
  reported_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, entry_id)
);
CREATE INDEX action_report_event ON action_report (org_id, event_id);
