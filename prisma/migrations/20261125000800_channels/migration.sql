-- Channels: endpoints of organisations, browsers and accounts of people, the outbox of messages, and the log of delivery attempts.
SET LOCAL search_path = app, pg_catalog;

-- How far the log of an organisation was turned into messages. `origin` names the generation of the log that `next_seq` counts in.
CREATE TABLE channel_cursor (
  org_id   uuid PRIMARY KEY REFERENCES organisation,
  origin   text NOT NULL,
  next_seq bigint NOT NULL CHECK (next_seq >= 0)
);

-- A receiver that admins registered. Its URL may contain a token, so the URL and the secrets are encrypted with the organisation's data key.
CREATE TABLE endpoint (
  org_id          uuid NOT NULL REFERENCES organisation,
  endpoint_id     uuid NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('webhook', 'teams', 'slack')),
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  url             bytea NOT NULL,
  types           text[] NOT NULL,
  environments    text[] NOT NULL CHECK (cardinality(environments) > 0),
  secret          bytea NOT NULL,
  -- The secret before the last rotation, which also signs until `previous_until`.
  previous_secret bytea,
  previous_until  timestamptz,
  enabled         boolean NOT NULL DEFAULT true,
  created_at      timestamptz NOT NULL,
  failing_since   timestamptz,
  delivered_at    timestamptz,
  PRIMARY KEY (org_id, endpoint_id),
  UNIQUE (org_id, kind, name),
  CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);

-- Browsers in which people receive push messages.
CREATE TABLE push_subscription (
  org_id          uuid NOT NULL,
  subscription_id uuid NOT NULL,
  user_id         uuid NOT NULL,
  -- SHA-256 of the endpoint, by which a browser finds its subscription.
  fingerprint     bytea NOT NULL CHECK (length(fingerprint) = 32),
  -- Endpoint and keys, encrypted: whoever has them can send messages to the browser.
  sealed          bytea NOT NULL,
  client          text CHECK (length(client) BETWEEN 1 AND 64),
  created_at      timestamptz NOT NULL,
  used_at         timestamptz,
  PRIMARY KEY (org_id, subscription_id),
  UNIQUE (org_id, fingerprint),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX push_subscription_user ON push_subscription (org_id, user_id);

-- The outbox. A message has one row per receiver: an endpoint, a person, or a browser of a person.
CREATE TABLE delivery (
  org_id          uuid NOT NULL,
  delivery_id     uuid NOT NULL,
  channel         text NOT NULL CHECK (channel IN ('webhook', 'teams', 'slack', 'email', 'push')),
  endpoint_id     uuid,
  user_id         uuid,
  -- The id of the message, equal in every attempt and for every receiver.
  message_id      uuid NOT NULL,
  type            text NOT NULL CHECK (length(type) <= 64),
  -- Encrypted, because it contains the summary of the request. Null for a message to a person about a request.
  body            bytea,
  -- `dropped`: the request ended, or the person may not decide it any more, before the message was sent.
  status          text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed', 'dropped')),
  -- The next attempt. A claim moves it ahead, so that another process takes over when this one ends.
  due_at          timestamptz,
  attempts        integer NOT NULL DEFAULT 0,
  -- Attempts since the message was written or replayed; it sets the pace of the retries.
  retries         integer NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL,
  finished_at     timestamptz,
  -- The request that a message is about. The text of such a message is written from the state at the time of the attempt.
  approval_id     uuid,
  -- True for a message that quiet hours or a digest delay. Due messages of this kind for one person are sent as one.
  held            boolean NOT NULL DEFAULT false,
  -- The receiver's own id of the message, with which it is changed later.
  receipt         text CHECK (length(receipt) <= 256),
  -- The browser of a push message. No foreign key: the log of a delivery stays when its subscription has ended.
  subscription_id uuid,
  -- A receiver gets one message about a subject, such as the anomalies of an agent on one day.
  subject         text CHECK (length(subject) <= 400),
  PRIMARY KEY (org_id, delivery_id),
  CONSTRAINT delivery_once UNIQUE NULLS NOT DISTINCT (org_id, message_id, channel, endpoint_id, user_id, subscription_id),
  FOREIGN KEY (org_id, endpoint_id) REFERENCES endpoint ON DELETE CASCADE,
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CHECK ((endpoint_id IS NULL) <> (user_id IS NULL)),
  CHECK ((status = 'pending') = (due_at IS NOT NULL)),
  CONSTRAINT delivery_push_check CHECK ((channel = 'push') = (subscription_id IS NOT NULL))
);
CREATE INDEX delivery_due ON delivery (org_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_log ON delivery (org_id, endpoint_id, delivery_id DESC);
CREATE INDEX delivery_age ON delivery (org_id, created_at);
CREATE INDEX delivery_approval ON delivery (org_id, approval_id) WHERE approval_id IS NOT NULL;
CREATE INDEX delivery_channel ON delivery (org_id, channel, delivery_id DESC) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX delivery_of_subject ON delivery (org_id, subject, channel, endpoint_id, user_id, subscription_id) NULLS NOT DISTINCT
  WHERE subject IS NOT NULL;

CREATE TABLE delivery_attempt (
  org_id      uuid NOT NULL,
  delivery_id uuid NOT NULL,
  n           integer NOT NULL CHECK (n >= 1),
  at          timestamptz NOT NULL,
  duration_ms integer NOT NULL CHECK (duration_ms >= 0),
  -- A closed code such as OK, HTTP_STATUS or EGRESS_REFUSED.
  outcome     text NOT NULL CHECK (outcome ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  status_code integer CHECK (status_code BETWEEN 100 AND 599),
  PRIMARY KEY (org_id, delivery_id, n),
  FOREIGN KEY (org_id, delivery_id) REFERENCES delivery ON DELETE CASCADE
);

-- How each person receives messages.
CREATE TABLE notification_preference (
  org_id         uuid NOT NULL,
  user_id        uuid NOT NULL,
  channels       text[] NOT NULL CHECK (channels <@ ARRAY['email', 'slack', 'push']),
  -- Minutes between digests; null for one message per request.
  digest_minutes integer CHECK (digest_minutes BETWEEN 15 AND 240),
  -- Local times of day in minutes, and the zone they are in.
  quiet_from     integer CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_until    integer CHECK (quiet_until BETWEEN 0 AND 1439),
  zone           text NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  -- What the person is informed about besides requests.
  topics         text[] NOT NULL DEFAULT '{anomalies,budgets,halts}' CHECK (topics <@ ARRAY['anomalies', 'budgets', 'halts']),
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

-- The Slack account of a person.
CREATE TABLE slack_link (
  org_id     uuid NOT NULL,
  user_id    uuid NOT NULL,
  team_id    text NOT NULL CHECK (team_id ~ '^[A-Z0-9]{1,32}$'),
  slack_user text NOT NULL CHECK (slack_user ~ '^[A-Z0-9]{1,32}$'),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, user_id),
  UNIQUE (org_id, team_id, slack_user),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);

-- A started OAuth step. `state_hash` is the SHA-256 of the state, which is valid once and only in the session that started the step.
CREATE TABLE slack_state (
  org_id     uuid NOT NULL,
  state_hash bytea NOT NULL CHECK (length(state_hash) = 32),
  user_id    uuid NOT NULL,
  session_id uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, state_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
