-- Clients of halts that left. A client that does not return is disconnected after a while, and the halt may be confirmed without it.
SET LOCAL search_path = app, pg_catalog;

-- The time at which a stream of the client ended before the client acknowledged the halt. It counts while the client has no open stream.
-- Clients of earlier halts that are not connected count as having left now.
ALTER TABLE halt_client ADD COLUMN left_at timestamptz DEFAULT clock_timestamp();
ALTER TABLE halt_client ALTER COLUMN left_at DROP DEFAULT;
CREATE INDEX halt_client_waiting ON halt_client (org_id, key_id, client_id) WHERE acknowledged_at IS NULL;

GRANT UPDATE (left_at) ON halt_client TO al_app;
CREATE POLICY lookup ON halt_client FOR SELECT TO al_lookup USING (true);
CREATE POLICY over ON halt_client FOR UPDATE TO al_lookup USING (acknowledged_at IS NULL) WITH CHECK (acknowledged_at IS NULL);
GRANT SELECT (halt_id, key_id, client_id, acknowledged_at), UPDATE (left_at) ON halt_client TO al_lookup;
GRANT SELECT (confirmed_at) ON halt TO al_lookup;
GRANT SELECT (key_id, client_id) ON stream_client TO al_lookup;

-- Marks the clients of a process as connected, and deletes those of processes that ended, which have left now.
DROP FUNCTION keep_stream_clients(uuid);
CREATE FUNCTION keep_stream_clients(p_process uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT set_config('app.process_id', p_process::text, true);
  UPDATE stream_client SET seen_at = clock_timestamp() WHERE process_id = p_process;
  WITH ended AS (
    DELETE FROM stream_client WHERE seen_at < clock_timestamp() - interval '2 minutes' RETURNING org_id, key_id, client_id
  )
  UPDATE halt_client c SET left_at = clock_timestamp() FROM ended e
  WHERE c.org_id = e.org_id AND c.key_id = e.key_id AND c.client_id = e.client_id AND c.acknowledged_at IS NULL
    AND EXISTS (SELECT FROM halt h WHERE h.org_id = c.org_id AND h.halt_id = c.halt_id AND h.resumed_at IS NULL);
$$;

-- Returns halts in force that a client has acknowledged and that are not recorded as confirmed.
CREATE FUNCTION unconfirmed_halts(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, halt_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.halt_id FROM halt h
  WHERE h.confirmed_at IS NULL AND h.resumed_at IS NULL AND h.org_id <> ALL(p_without)
    AND EXISTS (SELECT FROM halt_client c WHERE c.org_id = h.org_id AND c.halt_id = h.halt_id AND c.acknowledged_at IS NOT NULL)
  ORDER BY h.requested_at LIMIT p_limit
$$;

DO $$
DECLARE f text;
BEGIN
  FOREACH f IN ARRAY ARRAY['keep_stream_clients(uuid)', 'unconfirmed_halts(integer, uuid[])'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION app.%s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION app.%s TO al_app', f);
    EXECUTE format('ALTER FUNCTION app.%s OWNER TO al_lookup', f);
  END LOOP;
END $$;
