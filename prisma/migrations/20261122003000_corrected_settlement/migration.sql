-- What a report that stated no cost charged. A later report that states one corrects it; earlier rows are final.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE budget_hold ADD COLUMN assumed bigint CHECK (assumed >= 0);
GRANT UPDATE (assumed) ON budget_hold TO al_ledger;
