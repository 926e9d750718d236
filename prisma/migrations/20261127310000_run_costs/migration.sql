-- Events of runs name the action that they are about, and state costs.
SET LOCAL search_path = app, pg_catalog;

-- The submission that the event is about. Null when it names none, and for events from before.
ALTER TABLE run_event ADD COLUMN request_id uuid;

ALTER TABLE cost_record DROP CONSTRAINT cost_record_source_check;
ALTER TABLE cost_record ADD CONSTRAINT cost_record_source_check CHECK (source IN ('reservation', 'action', 'run'));
-- An event of a run is no entry of the ledger.
ALTER TABLE cost_record ALTER COLUMN entry_id DROP NOT NULL;
ALTER TABLE cost_record ADD CONSTRAINT cost_record_entry CHECK ((source = 'run') = (entry_id IS NULL));
