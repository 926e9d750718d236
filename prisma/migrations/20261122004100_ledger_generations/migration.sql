-- What each later generation of a ledger goes on from. Rows are written by the owner alone (`npm run restore`); `mac` shows that whoever
-- began it holds the key-encryption key, so that a signer may follow.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE ledger_generation (
  org_id          uuid NOT NULL REFERENCES organisation,
  generation      integer NOT NULL CHECK (generation > 1),
  origin          text NOT NULL,
  previous_origin text NOT NULL,
  previous_size   bigint NOT NULL CHECK (previous_size >= 0),
  previous_root   bytea NOT NULL CHECK (octet_length(previous_root) = 32),
  begun_at        timestamptz NOT NULL,
  mac             bytea NOT NULL CHECK (octet_length(mac) = 32),
  PRIMARY KEY (org_id, generation)
);
ALTER TABLE ledger_generation ALTER COLUMN org_id SET (n_distinct = 1);

ALTER TABLE ledger_generation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON ledger_generation TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON ledger_generation TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON ledger_generation TO al_lookup;
GRANT SELECT ON ledger_generation TO al_app;
