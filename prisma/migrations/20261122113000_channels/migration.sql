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

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['channel_cursor', 'endpoint', 'delivery', 'delivery_attempt'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        t);
    END IF;
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
    EXECUTE format('GRANT SELECT, INSERT ON app.%I TO al_app', t);
  END LOOP;
END $$;

CREATE POLICY lookup ON channel_cursor FOR SELECT TO al_lookup USING (true);
CREATE POLICY lookup ON delivery FOR SELECT TO al_lookup USING (true);
GRANT SELECT (origin, next_seq) ON channel_cursor TO al_lookup;
GRANT SELECT (delivery_id, endpoint_id, user_id, due_at) ON delivery TO al_lookup;

GRANT UPDATE (origin, next_seq) ON channel_cursor TO al_app;
GRANT UPDATE (name, url, types, environments, secret, previous_secret, previous_until, enabled, failing_since, delivered_at), DELETE ON endpoint TO al_app;
GRANT UPDATE (status, due_at, attempts, retries, finished_at), DELETE ON delivery TO al_app;

-- Returns organisations whose log has entries that were not turned into messages yet.
CREATE FUNCTION organisations_to_route(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id FROM channel_cursor c JOIN ledger_head h USING (org_id) WHERE h.size > c.next_seq OR h.origin <> c.origin LIMIT p_limit
$$;

-- Returns due deliveries, some of every organisation, without the organisations and receivers that the caller names as busy.
CREATE FUNCTION due_deliveries(p_limit integer, p_per_org integer, p_busy_orgs uuid[], p_busy_receivers uuid[])
RETURNS TABLE (org_id uuid, delivery_id uuid, receiver_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id, d.delivery_id, d.receiver_id FROM channel_cursor c
  CROSS JOIN LATERAL (
    SELECT d.delivery_id, coalesce(d.endpoint_id, d.user_id) AS receiver_id, row_number() OVER (ORDER BY d.due_at) AS place
    FROM delivery d
    WHERE d.org_id = c.org_id AND d.due_at <= clock_timestamp() AND coalesce(d.endpoint_id, d.user_id) <> ALL (p_busy_receivers)
    ORDER BY d.due_at LIMIT p_per_org) d
  WHERE c.org_id <> ALL (p_busy_orgs)
  ORDER BY d.place LIMIT p_limit
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['organisations_to_route(integer)', 'due_deliveries(integer, integer, uuid[], uuid[])'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
