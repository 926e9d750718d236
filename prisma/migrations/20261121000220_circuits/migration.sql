-- An action may be waited for by circuits too: how it went is remembered for `amount` ms.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE budget_hold DROP CONSTRAINT budget_hold_measure_check;
ALTER TABLE budget_hold ADD CONSTRAINT budget_hold_measure_check
  CHECK (measure IN ('usd', 'tokens', 'calls', 'seconds', 'outcome', 'probe'));
