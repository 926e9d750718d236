-- A policy whose loop detection halts the agent.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE halt ADD COLUMN policy_id uuid;
ALTER TABLE halt DROP CONSTRAINT halt_check4;
-- A halt is made by one of a drill, a person and a policy.
ALTER TABLE halt ADD CONSTRAINT halt_maker CHECK (num_nonnulls(drill_id, requested_by, policy_id) = 1);
