-- What the overview asks for, read where it stands instead of counted from everything.
SET LOCAL search_path = app, pg_catalog;

-- Which actions an agent asked for, and when last: one step per action, however long its record.
CREATE INDEX decision_use ON decision (org_id, agent_id, action_type, ts DESC);

-- Held actions that ran: an id is of the time it was minted at, so a span of executions is a span of this index.
CREATE INDEX approval_executed ON approval (org_id, executed_event_id) WHERE executed_event_id IS NOT NULL;
