-- Halts: what people stopped, the clients that were told, and the deadlines that stand still meanwhile. Drills of halts.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE halt (
  org_id        uuid NOT NULL REFERENCES organisation,
  halt_id       uuid NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('organisation', 'environment', 'actions', 'agent')),
  agent_id      uuid,
  pattern       text CHECK (pattern ~ '^(\*|[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*(\.\*)?)$'),
  environment   text CHECK (environment IN ('prod', 'staging', 'dev')),
  -- The drill that made this halt; null for a halt by a person.
  drill_id      uuid,
  reason        bytea NOT NULL,
  requested_by  uuid,
  requested_at  timestamptz NOT NULL,
  -- When the open approvals were ended or frozen.
  settled_at    timestamptz,
  denied        integer NOT NULL DEFAULT 0 CHECK (denied >= 0),
  frozen        integer NOT NULL DEFAULT 0 CHECK (frozen >= 0),
  -- When every client that was told had acknowledged.
  confirmed_at  timestamptz,
  resumed_at    timestamptz,
  resumed_by    uuid,
  resume_reason bytea,
  PRIMARY KEY (org_id, halt_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((kind = 'agent') = (agent_id IS NOT NULL)),
  CHECK ((kind = 'actions') = (pattern IS NOT NULL)),
  CHECK (kind <> 'environment' OR environment IS NOT NULL),
  CHECK (kind IN ('environment', 'actions') OR environment IS NULL),
  CHECK ((drill_id IS NULL) = (requested_by IS NOT NULL)),
  CHECK ((resumed_at IS NULL) = (resume_reason IS NULL))
);
-- A person's halt of one scope is in force once.
CREATE UNIQUE INDEX halt_in_force ON halt (org_id, kind, coalesce(agent_id::text, ''), coalesce(pattern, ''), coalesce(environment, ''))
  WHERE resumed_at IS NULL AND drill_id IS NULL;
CREATE INDEX halt_unsettled ON halt (requested_at) WHERE settled_at IS NULL AND resumed_at IS NULL;

-- The clients that a halt was sent to.
CREATE TABLE halt_client (
  org_id           uuid NOT NULL,
  halt_id          uuid NOT NULL,
  key_id           uuid NOT NULL,
  client_id        uuid NOT NULL,
  agent_id         uuid NOT NULL,
  environment      text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  -- Name and version of the client.
  client           text CHECK (client ~ '^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,63}$'),
  added_at         timestamptz NOT NULL,
  acknowledged_at  timestamptz,
  -- The time at which the halt was sent to the client. Only such a client may acknowledge it.
  told_at          timestamptz,
  -- True for a client that stated no id and got one. When its stream has ended, it cannot return under it by itself.
  assigned         boolean NOT NULL DEFAULT false,
  -- The time at which a stream of the client ended before the client acknowledged the halt. It counts while the client has no open stream.
  -- A client that does not return is disconnected after a while, and the halt may be confirmed without it.
  left_at          timestamptz,
  -- True if the client was disconnected when the halt ended, false if it was not. NULL while the halt is in force.
  was_disconnected boolean,
  PRIMARY KEY (org_id, halt_id, key_id, client_id),
  FOREIGN KEY (org_id, halt_id) REFERENCES halt,
  CONSTRAINT halt_client_told CHECK (acknowledged_at IS NULL OR told_at IS NOT NULL)
);
CREATE INDEX halt_client_waiting ON halt_client (org_id, key_id, client_id) WHERE acknowledged_at IS NULL;

-- The approvals whose deadline stands still.
CREATE TABLE halt_freeze (
  org_id      uuid NOT NULL,
  approval_id uuid NOT NULL,
  frozen_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, approval_id),
  FOREIGN KEY (org_id, approval_id) REFERENCES approval
);

-- The agents' clients that are connected to the event stream now. A process keeps its rows fresh; the rows of one that ended become stale.
CREATE TABLE stream_client (
  org_id        uuid NOT NULL REFERENCES organisation,
  connection_id uuid NOT NULL,
  process_id    uuid NOT NULL,
  key_id        uuid NOT NULL,
  client_id     uuid NOT NULL,
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  client        text CHECK (client ~ '^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,63}$'),
  connected_at  timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,
  -- True for a client that stated no id and got one.
  assigned      boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, connection_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE INDEX stream_client_process ON stream_client (process_id);
CREATE INDEX stream_client_seen ON stream_client (seen_at);

-- Drills: a canary agent is halted on a schedule, and the acknowledgements within the goal are recorded.
CREATE TABLE halt_drill (
  org_id     uuid NOT NULL REFERENCES organisation,
  drill_id   uuid NOT NULL,
  agent_id   uuid NOT NULL,
  every_days integer NOT NULL CHECK (every_days BETWEEN 1 AND 365),
  goal_ms    integer NOT NULL CHECK (goal_ms BETWEEN 100 AND 60000),
  -- The next start; while the drill runs, its end.
  next_at    timestamptz NOT NULL,
  -- The start after the running drill; null while none runs.
  then_at    timestamptz,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, drill_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);
CREATE UNIQUE INDEX halt_drill_agent ON halt_drill (org_id, agent_id);
CREATE INDEX halt_drill_due ON halt_drill (next_at);

-- The results. They stay when the drill is removed.
CREATE TABLE halt_drill_result (
  org_id   uuid NOT NULL,
  halt_id  uuid NOT NULL,
  drill_id uuid NOT NULL,
  goal_ms  integer NOT NULL,
  clients  integer NOT NULL CHECK (clients >= 0),
  in_time  integer NOT NULL CHECK (in_time BETWEEN 0 AND clients),
  passed   boolean NOT NULL,
  ended_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, halt_id),
  FOREIGN KEY (org_id, halt_id) REFERENCES halt
);
CREATE INDEX halt_drill_result_of ON halt_drill_result (org_id, drill_id, ended_at DESC);
