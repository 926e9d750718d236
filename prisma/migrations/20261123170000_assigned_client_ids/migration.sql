-- Clients that stated no id and got one. When their stream has ended, they cannot return under it by themselves.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE halt_client ADD COLUMN assigned boolean NOT NULL DEFAULT false;
ALTER TABLE stream_client ADD COLUMN assigned boolean NOT NULL DEFAULT false;
GRANT UPDATE (assigned) ON halt_client TO al_app;
