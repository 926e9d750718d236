-- The time at which the halt was sent to a client. Only such a client may acknowledge it.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE halt_client
  ADD COLUMN told_at timestamptz,
  -- Earlier acknowledgements have no such time.
  ADD CONSTRAINT halt_client_told CHECK (acknowledged_at IS NULL OR told_at IS NOT NULL) NOT VALID;
GRANT UPDATE (told_at) ON halt_client TO al_app;
