-- The position of the first entry of an hour, from which the entries behind its numbers are read.
ALTER TABLE app.agent_activity ADD COLUMN first_seq bigint NOT NULL DEFAULT 0;
GRANT UPDATE (first_seq) ON app.agent_activity TO al_app;
