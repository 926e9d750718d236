-- The way by which a decision was requested: `POST /actions`, as the SDK does, or the sidecar surface. Null for decisions of earlier versions.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE decision ADD COLUMN channel text CHECK (channel IN ('sdk', 'gateway'));
