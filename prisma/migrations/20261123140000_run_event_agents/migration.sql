-- Finds the agents that took part in a run. Equal keys share a page, so an event adds little to it.
SET LOCAL search_path = app, pg_catalog;

CREATE INDEX run_event_agent ON run_event (org_id, run_id, agent_id) WHERE agent_id IS NOT NULL;
