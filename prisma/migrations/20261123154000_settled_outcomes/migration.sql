-- The list of outcomes that were unknown and are settled.
SET LOCAL search_path = app, pg_catalog;

CREATE INDEX approval_settled ON approval (org_id, requested_at DESC) WHERE progress -> 'outcome' ->> 'settled_at' IS NOT NULL;
