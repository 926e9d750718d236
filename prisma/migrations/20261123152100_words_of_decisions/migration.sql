-- Words of decisions, in organisations that switched the text index on. Their texts were scanned and redacted before.
SET LOCAL search_path = app, pg_catalog;

-- `ending`: switched off, and its words are being deleted.
ALTER TABLE organisation ADD COLUMN text_index text NOT NULL DEFAULT 'off' CHECK (text_index IN ('off', 'on', 'ending'));
GRANT UPDATE (text_index) ON organisation TO al_app;
GRANT SELECT (text_index) ON organisation TO al_lookup;

-- One row per word, because equality of texts is leakproof: row-level security lets it use the index, unlike a match of a tsvector.
CREATE TABLE decision_word (
  org_id   uuid NOT NULL,
  word     text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 1 AND 64),
  entry_id uuid NOT NULL,
  field    text NOT NULL DEFAULT 'decision' CHECK (field = 'decision'),
  PRIMARY KEY (org_id, word, entry_id),
  -- A word is erased with the payload that it came from.
  FOREIGN KEY (org_id, entry_id, field) REFERENCES ledger_payload ON DELETE CASCADE
);
CREATE INDEX decision_word_of_entry ON decision_word (org_id, entry_id);

-- Returns the first 64 different words of a text, in lower case and without language rules.
CREATE FUNCTION words_of(p_text text) RETURNS SETOF text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lexeme FROM unnest(to_tsvector('pg_catalog.simple', p_text)) WHERE length(lexeme) <= 64 ORDER BY positions[1], lexeme LIMIT 64
$$;

ALTER TABLE decision_word ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- Plans as if one organisation owned every row; see the access rules of the baseline.
ALTER TABLE decision_word ALTER COLUMN org_id SET (n_distinct = 1);
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    PERFORM pg_restore_attribute_stats('schemaname', 'app', 'relname', 'decision_word', 'attname', 'org_id', 'inherited', false,
      'null_frac', 0::real, 'n_distinct', 1::real);
  END IF;
END $$;

CREATE POLICY one_org ON decision_word TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY batch_orgs ON decision_word TO al_ledger
  USING (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]))
  WITH CHECK (org_id = ANY((SELECT string_to_array(NULLIF(current_setting('app.org_ids', true), ''), ',')::uuid[])::uuid[]));
CREATE POLICY removal ON decision_word TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON decision_word TO al_lookup;
GRANT SELECT, INSERT ON decision_word TO al_ledger;
GRANT SELECT, DELETE ON decision_word TO al_app;

-- Returns organisations whose words are to be deleted.
CREATE FUNCTION organisations_with_ended_index() RETURNS TABLE (org_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.text_index = 'ending'
$$;
REVOKE ALL ON FUNCTION organisations_with_ended_index() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisations_with_ended_index() TO al_app;
ALTER FUNCTION organisations_with_ended_index() OWNER TO al_lookup;
REVOKE ALL ON FUNCTION words_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION words_of(text) TO al_app, al_ledger;
