-- Messages to people about requests that they may decide, and how each person receives them.
SET LOCAL search_path = app, pg_catalog;

-- The request that a message is about. The text of such a message is written from the state at the time of the attempt, so it has no body.
ALTER TABLE delivery ADD COLUMN approval_id uuid;
ALTER TABLE delivery ALTER COLUMN body DROP NOT NULL;
-- True for a message that quiet hours or a digest delay. Due messages of this kind for one person are sent as one.
ALTER TABLE delivery ADD COLUMN held boolean NOT NULL DEFAULT false;
-- The receiver's own id of the message, with which it is changed later.
ALTER TABLE delivery ADD COLUMN receipt text CHECK (length(receipt) <= 256);
ALTER TABLE delivery DROP CONSTRAINT delivery_status_check;
-- `dropped`: the request ended, or the person may not decide it any more, before the message was sent.
ALTER TABLE delivery ADD CONSTRAINT delivery_status_check CHECK (status IN ('pending', 'delivered', 'failed', 'dropped'));
CREATE INDEX delivery_approval ON delivery (org_id, approval_id) WHERE approval_id IS NOT NULL;
CREATE INDEX delivery_channel ON delivery (org_id, channel, delivery_id DESC) WHERE user_id IS NOT NULL;
GRANT UPDATE (held, receipt) ON delivery TO al_app;

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
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['notification_preference'] LOOP
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
GRANT UPDATE (channels, digest_minutes, quiet_from, quiet_until, zone) ON notification_preference TO al_app;

-- Returns organisations whose log is not turned into messages yet.
CREATE FUNCTION organisations_without_cursor(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id FROM ledger_head h WHERE NOT EXISTS (SELECT FROM channel_cursor c WHERE c.org_id = h.org_id) LIMIT p_limit
$$;
REVOKE ALL ON FUNCTION organisations_without_cursor(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisations_without_cursor(integer) TO al_app;
ALTER FUNCTION organisations_without_cursor(integer) OWNER TO al_lookup;
