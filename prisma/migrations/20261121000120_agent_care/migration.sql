-- Agents say what they are for; keys are replaced with an overlap, and what was delegated with a key ends when it does.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE agent ADD COLUMN description text NOT NULL DEFAULT '';
GRANT UPDATE (description) ON agent TO al_app;

CREATE INDEX api_key_agent ON api_key (org_id, agent_id, key_id DESC);
GRANT UPDATE (expires_at) ON delegation TO al_app;
