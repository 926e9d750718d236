-- The clients of a halt that has ended are shown as they were at its end.
SET LOCAL search_path = app, pg_catalog;

-- True if the client was disconnected when the halt ended, false if it was not. NULL while the halt is in force.
ALTER TABLE halt_client ADD COLUMN was_disconnected boolean;
GRANT UPDATE (was_disconnected) ON halt_client TO al_app;
