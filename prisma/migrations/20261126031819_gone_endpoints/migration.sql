-- A receiver that answers 410 Gone is disabled.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE endpoint ADD COLUMN gone_at timestamptz CHECK (gone_at IS NULL OR NOT enabled);
GRANT UPDATE (gone_at) ON endpoint TO al_app;
