-- Runs of agents and their events, the clients that run them, and what differs from the usual activity of an agent.
SET LOCAL search_path = app, pg_catalog;

-- A session is the caller's id for several runs. It belongs to the root of a delegation chain in one environment.
CREATE TABLE agent_session (
  org_id        uuid NOT NULL,
  session_id    uuid NOT NULL,
  -- HMAC of the caller's id. The id itself may contain personal data.
  reference     bytea NOT NULL CHECK (length(reference) = 32),
  root_agent_id uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The caller's id, encrypted with the organisation's data key: salt ‖ ciphertext.
  name          bytea NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (org_id, session_id),
  UNIQUE (org_id, reference, root_agent_id, environment),
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent
);

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
  -- The session that the run belongs to; null for a run without one.
  session_id    uuid,
  PRIMARY KEY (org_id, run_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, root_agent_id) REFERENCES agent,
  FOREIGN KEY (org_id, session_id) REFERENCES agent_session
);
CREATE INDEX run_root ON run (org_id, root_agent_id, run_id DESC);
CREATE INDEX run_session ON run (org_id, session_id, run_id DESC) WHERE session_id IS NOT NULL;

-- A commit of the ledger numbers the events of each run under the lock of the organisation's head. No foreign keys: the commit writes
-- only runs and agents that exist, and would otherwise check each of up to 500 rows.
CREATE TABLE run_event (
  org_id          uuid NOT NULL,
  run_id          uuid NOT NULL,
  -- Counts from 1 without gaps.
  run_seq         bigint NOT NULL CHECK (run_seq > 0),
  -- The id of the event, or of the ledger entry that is the event.
  event_id        uuid NOT NULL,
  -- A type of the lifecycle, or the kind of the ledger entry.
  type            text NOT NULL,
  -- True for a ledger entry.
  governance      boolean NOT NULL,
  agent_id        uuid,
  -- The time that the agent states. Governance events have the time of their entry.
  at              timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  iteration_index bigint,
  -- The data of a lifecycle event, encrypted with the organisation's data key: salt ‖ ciphertext.
  data            bytea,
  PRIMARY KEY (org_id, run_id, run_seq),
  UNIQUE (org_id, event_id)
);
-- A run ends once.
CREATE UNIQUE INDEX run_event_end ON run_event (org_id, run_id) WHERE type IN ('run.completed', 'run.failed', 'run.cancelled');
CREATE INDEX run_event_pause ON run_event (org_id, run_id, run_seq DESC) WHERE type IN ('run.paused', 'run.resumed');
-- Finds the agents that took part in a run. Equal keys share a page, so an event adds little to it.
CREATE INDEX run_event_agent ON run_event (org_id, run_id, agent_id) WHERE agent_id IS NOT NULL;

-- The clients of agents that send heartbeats. Heartbeats are not entries of the ledger.
CREATE TABLE heartbeat (
  org_id        uuid NOT NULL,
  key_id        uuid NOT NULL,
  -- Name that the client gave itself; empty for a client without one.
  client        text NOT NULL CHECK (length(client) <= 128),
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  version       text CHECK (length(version) <= 64),
  -- The run that the client works on; null between runs.
  run_id        uuid,
  first_seen_at timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,
  -- When the client counts as silent unless it sends a heartbeat; null once it does.
  silent_at     timestamptz,
  PRIMARY KEY (org_id, key_id, client),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX heartbeat_agent ON heartbeat (org_id, agent_id, seen_at DESC);
CREATE INDEX heartbeat_silent ON heartbeat (silent_at) WHERE silent_at IS NOT NULL;
CREATE INDEX heartbeat_seen ON heartbeat (seen_at);

-- The position in the log up to which activity was counted.
CREATE TABLE anomaly_cursor (
  org_id       uuid PRIMARY KEY REFERENCES organisation,
  origin       text NOT NULL,
  next_seq     bigint NOT NULL,
  -- Activity recorded before this time is counted, and reports nothing.
  reports_from timestamptz NOT NULL,
  worked_at    timestamptz NOT NULL
);

-- What a root agent and its delegated agents did in an hour (UTC), by action; '' is the total of all actions.
CREATE TABLE agent_activity (
  org_id      uuid NOT NULL,
  agent_id    uuid NOT NULL,
  environment text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  action_type text NOT NULL CHECK (length(action_type) <= 128),
  hour        timestamptz NOT NULL,
  requests    bigint NOT NULL,
  records     bigint NOT NULL,
  escalations bigint NOT NULL,
  delegations bigint NOT NULL,
  bypasses    bigint NOT NULL,
  -- The position of the first entry of the hour, from which the entries behind its numbers are read.
  first_seq   bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, agent_id, environment, action_type, hour),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX agent_activity_hour ON agent_activity (org_id, hour);

-- One row per agent, environment, kind, pattern and UTC day.
CREATE TABLE anomaly (
  org_id          uuid NOT NULL,
  anomaly_id      uuid NOT NULL,
  agent_id        uuid NOT NULL,
  environment     text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  kind            text NOT NULL CHECK (kind IN ('frequency_spike', 'new_action_type', 'off_hours', 'bulk_access', 'scope_escalation',
    'delegation_burst', 'reported_without_permission')),
  -- The action, or the part of the week; '' for an anomaly of the whole agent.
  pattern         text NOT NULL CHECK (length(pattern) <= 128),
  day             date NOT NULL,
  window_from     timestamptz NOT NULL,
  window_to       timestamptz NOT NULL,
  observed        bigint NOT NULL,
  threshold       bigint NOT NULL,
  baseline        jsonb NOT NULL,
  evidence        uuid[] NOT NULL,
  detected_at     timestamptz NOT NULL,
  entry_id        uuid NOT NULL,
  -- False until the entry is in the ledger. Only recorded anomalies are listed.
  recorded        boolean NOT NULL,
  expected_at     timestamptz,
  expected_by     uuid,
  -- Encrypted with the organisation's data key.
  expected_reason bytea,
  PRIMARY KEY (org_id, anomaly_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((expected_at IS NULL) = (expected_by IS NULL) AND (expected_at IS NULL) = (expected_reason IS NULL))
);
CREATE UNIQUE INDEX anomaly_once ON anomaly (org_id, agent_id, environment, kind, pattern, day);
CREATE INDEX anomaly_unrecorded ON anomaly (org_id) WHERE NOT recorded;
CREATE INDEX anomaly_expected ON anomaly (org_id, agent_id, environment, kind, pattern) WHERE expected_at IS NOT NULL;
