-- What agents' calls cost, one row for each request, and the prices that an organisation sets itself.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE cost_record (
  org_id        uuid NOT NULL REFERENCES organisation,
  -- The reservation or the action.
  request_id    uuid NOT NULL,
  -- The ledger entry that stated the cost.
  entry_id      uuid NOT NULL,
  at            timestamptz NOT NULL,
  source        text NOT NULL CHECK (source IN ('reservation', 'action')),
  agent_id      uuid NOT NULL,
  environment   text NOT NULL CHECK (environment IN ('prod', 'staging', 'dev')),
  run_id        uuid,
  action_type   text CHECK (length(action_type) <= 128),
  model         text CHECK (length(model) <= 128),
  -- Exact. Null when neither the cost nor the price is known.
  usd           numeric(24, 12) CHECK (usd >= 0),
  -- How the cost is known: stated by the caller, from the price of the model, or the amount that was reserved.
  basis         text NOT NULL CHECK (basis IN ('stated', 'price', 'reserved', 'unknown')),
  tokens        bigint CHECK (tokens >= 0),
  input_tokens  bigint CHECK (input_tokens >= 0),
  output_tokens bigint CHECK (output_tokens >= 0),
  PRIMARY KEY (org_id, request_id),
  FOREIGN KEY (org_id, agent_id) REFERENCES agent,
  CHECK ((basis = 'unknown') = (usd IS NULL))
);
CREATE INDEX cost_record_at ON cost_record (org_id, at DESC, request_id DESC);
CREATE INDEX cost_record_of_agent ON cost_record (org_id, agent_id, at DESC);

CREATE TABLE model_price (
  org_id uuid NOT NULL REFERENCES organisation,
  model  text NOT NULL COLLATE "C" CHECK (length(model) BETWEEN 1 AND 128),
  -- US dollars per million tokens.
  input  numeric(15, 6) NOT NULL CHECK (input >= 0),
  output numeric(15, 6) NOT NULL CHECK (output >= 0),
  set_at timestamptz NOT NULL,
  set_by uuid,
  PRIMARY KEY (org_id, model)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['cost_record', 'model_price'] LOOP
    EXECUTE format('ALTER TABLE app.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', t);
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        t);
    END IF;
    EXECUTE format($p$
      CREATE POLICY one_org ON app.%I TO al_app
        USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))$p$, t);
    EXECUTE format($p$
      CREATE POLICY removal ON app.%I TO al_lookup
        USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
        WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
  END LOOP;
END $$;
CREATE POLICY batch_orgs ON cost_record TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
GRANT SELECT, INSERT ON cost_record TO al_ledger;
GRANT SELECT ON cost_record TO al_app;
GRANT SELECT, INSERT, UPDATE (input, output, set_at, set_by), DELETE ON model_price TO al_app;
