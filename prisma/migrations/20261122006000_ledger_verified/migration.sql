-- The newest verification outside the server, for the posture.
SET LOCAL search_path = app, pg_catalog;

CREATE INDEX ledger_entry_verified ON ledger_entry (org_id, seq DESC) WHERE kind = 'ledger.verified';
