-- The running processes of the API, each with the bus that it uses. Processes with different buses wake each other late.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE server_process (
  process_id uuid PRIMARY KEY,
  -- `postgres`, or `redis` and a hash that names the server.
  bus        text NOT NULL CHECK (bus ~ '^(postgres|redis:[0-9a-f]{12})$'),
  seen_at    timestamptz NOT NULL
);
ALTER TABLE server_process ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- The rows belong to no organisation. Only the functions below set app.process_id, so that a plain query reads none.
CREATE POLICY processes ON server_process TO al_app
  USING ((SELECT NULLIF(current_setting('app.process_id', true), '')) IS NOT NULL)
  WITH CHECK ((SELECT NULLIF(current_setting('app.process_id', true), '')) IS NOT NULL);
GRANT SELECT, INSERT, DELETE, UPDATE (bus, seen_at) ON server_process TO al_app;

-- Refreshes the row of a process, and returns the buses of the others that were seen in the last 15 seconds.
CREATE FUNCTION announce_process(p_process uuid, p_bus text) RETURNS TABLE (bus text, processes integer)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, app, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('app.process_id', p_process::text, true);
  INSERT INTO server_process (process_id, bus, seen_at) VALUES (p_process, p_bus, clock_timestamp())
    ON CONFLICT (process_id) DO UPDATE SET bus = excluded.bus, seen_at = excluded.seen_at;
  DELETE FROM server_process WHERE seen_at < clock_timestamp() - interval '1 hour';
  RETURN QUERY SELECT p.bus, count(*)::integer FROM server_process p
    WHERE p.process_id <> p_process AND p.seen_at > clock_timestamp() - interval '15 seconds' GROUP BY p.bus ORDER BY p.bus;
  PERFORM set_config('app.process_id', '', true);
END $$;

-- Deletes the row of a process that stops.
CREATE FUNCTION leave_process(p_process uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.process_id', p_process::text, true);
  DELETE FROM server_process WHERE process_id = p_process;
  PERFORM set_config('app.process_id', '', true);
END $$;

REVOKE ALL ON FUNCTION announce_process(uuid, text), leave_process(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION announce_process(uuid, text), leave_process(uuid) TO al_app;
