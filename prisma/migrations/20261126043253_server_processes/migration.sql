-- The running processes of the API, each with the bus that it uses. Processes with different buses wake each other late.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE server_process (
  process_id uuid PRIMARY KEY,
  -- `postgres`, or `redis` and a hash that names the server.
  bus        text NOT NULL CHECK (bus ~ '^(postgres|redis:[0-9a-f]{12})$'),
  seen_at    timestamptz NOT NULL
);
ALTER TABLE server_process ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- The rows belong to no organisation. Every process reads them all.
CREATE POLICY processes ON server_process TO al_app USING (seen_at IS NOT NULL) WITH CHECK (seen_at IS NOT NULL);
GRANT SELECT, INSERT, DELETE, UPDATE (bus, seen_at) ON server_process TO al_app;
