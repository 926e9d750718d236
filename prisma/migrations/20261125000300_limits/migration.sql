-- Rate limits, budgets, circuit breakers, and what the calls of agents cost.
SET LOCAL search_path = app, pg_catalog;

-- The theoretical arrival time of a rate limit in µs, or what a budget has used and reserved (usd in millionths). Updated in place.
CREATE TABLE limit_counter (
  org_id     uuid NOT NULL REFERENCES organisation,
  key        text COLLATE "C" NOT NULL CHECK (length(key) <= 512),
  value      bigint NOT NULL CHECK (value >= 0),
  -- The number of thresholds that were recorded.
  warned     smallint NOT NULL,
  expires_at timestamptz,
  -- The amount by which a person extended the cap (usd in millionths).
  extended   bigint NOT NULL DEFAULT 0 CHECK (extended >= 0),
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
  -- The budget as it was when the amount was reserved: its policy, cap and thresholds.
  terms      jsonb,
  PRIMARY KEY (org_id, event_id, key)
);
CREATE INDEX budget_reservation_open ON budget_reservation (org_id, key) WHERE settled_at IS NULL;

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

-- Breakers that a person holds open or closed. Without a row, the outcomes of the agent's calls decide.
CREATE TABLE breaker_override (
  org_id   uuid NOT NULL,
  agent_id uuid NOT NULL,
  state    text NOT NULL CHECK (state IN ('open', 'closed')),
  reason   bytea NOT NULL,
  set_by   uuid NOT NULL,
  set_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, agent_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent
);

-- What a caller reserved for its costs. What each budget set aside for it are the rows of budget_reservation with its id.
CREATE TABLE cost_reservation (
  org_id         uuid NOT NULL REFERENCES organisation,
  reservation_id uuid NOT NULL,
  agent_id       uuid NOT NULL,
  key_id         uuid NOT NULL,
  environment    text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  run_id         uuid,
  action_type    text CHECK (length(action_type) <= 128),
  model          text CHECK (length(model) <= 128),
  -- Amounts by measure; usd in millionths.
  reserved       jsonb NOT NULL,
  used           jsonb,
  status         text NOT NULL CHECK (status IN ('reserved', 'settled', 'released', 'expired')),
  created_at     timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  ended_at       timestamptz,
  -- The keyed hash of the session, so that the entries about the reservation are found by the session like those of actions.
  session        bytea CHECK (length(session) = 16),
  PRIMARY KEY (org_id, reservation_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((status = 'reserved') = (ended_at IS NULL)),
  CHECK ((status = 'settled') = (used IS NOT NULL))
);
CREATE INDEX cost_reservation_due ON cost_reservation (expires_at) WHERE status = 'reserved';
CREATE INDEX cost_reservation_of_agent ON cost_reservation (org_id, agent_id, reservation_id DESC);
CREATE INDEX cost_reservation_of_session ON cost_reservation (org_id, session, reservation_id DESC) WHERE session IS NOT NULL;

-- What the calls of agents cost, one row for each request.
CREATE TABLE cost_record (
  org_id        uuid NOT NULL REFERENCES organisation,
  -- The reservation or the action.
  request_id    uuid NOT NULL,
  -- The ledger entry that stated the cost.
  entry_id      uuid NOT NULL,
  at            timestamptz NOT NULL,
  source        text NOT NULL CHECK (source IN ('reservation', 'action')),
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  run_id        uuid,
  action_type   text CHECK (length(action_type) <= 128),
  model         text CHECK (length(model) <= 128),
  -- Exact. Null when neither the cost nor the price is known.
  usd           numeric(24, 12) CHECK (usd >= 0),
  -- How the cost is known: stated by the caller, from the price of the model, or the amount that was reserved.
  basis         text NOT NULL CHECK (basis IN ('stated', 'price', 'reserved', 'unknown')),
  tokens        bigint CHECK (tokens >= 0),
  input_tokens  bigint CHECK (input_tokens >= 0),
  output_tokens bigint CHECK (output_tokens >= 0),
  PRIMARY KEY (org_id, request_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((basis = 'unknown') = (usd IS NULL))
);
CREATE INDEX cost_record_at ON cost_record (org_id, at DESC, request_id DESC);
CREATE INDEX cost_record_of_agent ON cost_record (org_id, agent_id, at DESC);

-- The prices that an organisation sets itself.
CREATE TABLE model_price (
  org_id uuid NOT NULL REFERENCES organisation,
  model  text NOT NULL COLLATE "C" CHECK (length(model) BETWEEN 1 AND 128),
  -- US dollars per million tokens.
  input  numeric(15, 6) NOT NULL CHECK (input >= 0),
  output numeric(15, 6) NOT NULL CHECK (output >= 0),
  set_at timestamptz NOT NULL,
  set_by uuid,
  PRIMARY KEY (org_id, model)
);
