-- Channels: endpoints of organisations, the outbox of messages, and the log of delivery attempts.
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

-- The outbox. A message has one row per receiver: an endpoint, or a person by e-mail or push.
CREATE TABLE delivery (
  org_id      uuid NOT NULL,
  delivery_id uuid NOT NULL,
  channel     text NOT NULL CHECK (channel IN ('webhook', 'teams', 'slack', 'email', 'push')),
  endpoint_id uuid,
  user_id     uuid,
  -- The id of the message, equal in every attempt and for every receiver.
  message_id  uuid NOT NULL,
  type        text NOT NULL CHECK (length(type) <= 64),
  -- Encrypted, because it contains the summary of the request.
  body        bytea NOT NULL,
  status      text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  -- The next attempt. A claim moves it ahead, so that another process takes over when this one ends.
  due_at      timestamptz,
  attempts    integer NOT NULL DEFAULT 0,
  -- Attempts since the message was written or replayed; it sets the pace of the retries.
  retries     integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (org_id, delivery_id),
  UNIQUE NULLS NOT DISTINCT (org_id, message_id, channel, endpoint_id, user_id),
  FOREIGN KEY (org_id, endpoint_id) REFERENCES endpoint ON DELETE CASCADE,
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CHECK ((endpoint_id IS NULL) <> (user_id IS NULL)),
  CHECK ((status = 'pending') = (due_at IS NOT NULL))
);
CREATE INDEX delivery_due ON delivery (org_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_log ON delivery (org_id, endpoint_id, delivery_id DESC);
CREATE INDEX delivery_age ON delivery (org_id, created_at);

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
