-- Browsers in which people receive push messages. A message has one delivery per browser.
SET LOCAL search_path = app, pg_catalog;

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

-- No foreign key: the log of a delivery stays when its subscription has ended.
ALTER TABLE delivery ADD COLUMN subscription_id uuid;
ALTER TABLE delivery ADD CONSTRAINT delivery_push_check CHECK ((channel = 'push') = (subscription_id IS NOT NULL));
DO $$
DECLARE old text;
BEGIN
  SELECT conname INTO STRICT old FROM pg_constraint WHERE conrelid = 'app.delivery'::regclass AND contype = 'u';
  EXECUTE format('ALTER TABLE app.delivery DROP CONSTRAINT %I', old);
END $$;
ALTER TABLE delivery ADD CONSTRAINT delivery_once
  UNIQUE NULLS NOT DISTINCT (org_id, message_id, channel, endpoint_id, user_id, subscription_id);
GRANT SELECT (subscription_id) ON delivery TO al_lookup;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['push_subscription'] LOOP
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
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON app.%I TO al_app', t);
  END LOOP;
END $$;
GRANT UPDATE (used_at) ON push_subscription TO al_app;

-- Returns due deliveries, some of every organisation, without the organisations and receivers that the caller names as busy. A receiver is an
-- endpoint, a browser, or a person. Only the owner of a function may replace it.
SET LOCAL ROLE al_lookup;
CREATE OR REPLACE FUNCTION due_deliveries(p_limit integer, p_per_org integer, p_busy_orgs uuid[], p_busy_receivers uuid[])
RETURNS TABLE (org_id uuid, delivery_id uuid, receiver_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id, d.delivery_id, d.receiver_id FROM channel_cursor c
  CROSS JOIN LATERAL (
    SELECT d.delivery_id, coalesce(d.endpoint_id, d.subscription_id, d.user_id) AS receiver_id, row_number() OVER (ORDER BY d.due_at) AS place
    FROM delivery d
    WHERE d.org_id = c.org_id AND d.due_at <= clock_timestamp()
      AND coalesce(d.endpoint_id, d.subscription_id, d.user_id) <> ALL (p_busy_receivers)
    ORDER BY d.due_at LIMIT p_per_org) d
  WHERE c.org_id <> ALL (p_busy_orgs)
  ORDER BY d.place LIMIT p_limit
$$;
RESET ROLE;
