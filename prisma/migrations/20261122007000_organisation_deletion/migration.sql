-- Deleting an organisation takes a grace period that any owner can end, and leaves a tombstone: the last signed head, without personal data.
SET LOCAL search_path = app, pg_catalog;

-- Set while a deletion is requested. `removed_at` is set when the period is over, which ends the log; the rows are deleted right after.
ALTER TABLE organisation ADD COLUMN purge_at timestamptz;
GRANT UPDATE (purge_at) ON organisation TO al_app;
CREATE INDEX organisation_purge_due ON organisation (org_id, purge_at) WHERE purge_at IS NOT NULL;

CREATE TABLE organisation_tombstone (
  org_id     uuid PRIMARY KEY,
  origin     text NOT NULL,
  size       bigint NOT NULL,
  checkpoint text NOT NULL,
  vkey       text NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE organisation_tombstone ALTER COLUMN org_id SET (n_distinct = 1);
ALTER TABLE organisation_tombstone ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY lookup ON organisation_tombstone FOR SELECT TO al_lookup USING (true);
CREATE POLICY removal ON organisation_tombstone FOR INSERT TO al_lookup
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT, INSERT ON organisation_tombstone TO al_lookup;

CREATE FUNCTION organisation_purge_at(p_org uuid) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT (extract(epoch FROM o.purge_at) * 1000)::bigint FROM organisation o WHERE o.org_id = p_org
$$;

-- Organisations whose grace period is over and whose log has not ended yet.
CREATE FUNCTION organisations_to_purge() RETURNS TABLE (org_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.purge_at <= clock_timestamp() AND o.removed_at IS NULL
$$;

CREATE FUNCTION lookup_tombstone(p_org uuid) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', t.org_id, 'origin', t.origin, 'size', t.size, 'checkpoint', t.checkpoint, 'vkey', t.vkey,
    'removed_at', (extract(epoch FROM t.removed_at) * 1000)::bigint)
  FROM organisation_tombstone t WHERE t.org_id = p_org
$$;

DROP FUNCTION remove_organisation(uuid);
-- The head is locked before the organisation, in the order of every writer of the log. Tables are emptied in whatever order their
-- foreign keys allow, so that a table of a later migration needs no line here.
CREATE FUNCTION remove_organisation(p_org uuid, p_origin text, p_size bigint, p_checkpoint text, p_vkey text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_left text[]; v_table text; v_before integer; v_people uuid[];
BEGIN
  PERFORM set_config('app.removing', p_org::text, true);
  PERFORM 1 FROM ledger_head h WHERE h.org_id = p_org FOR UPDATE;
  -- Locked, so that a row somebody else adds meanwhile waits here and then has no organisation to belong to.
  PERFORM 1 FROM organisation o WHERE o.org_id = p_org AND o.removed_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM set_config('app.removing', '', true);
    RETURN false;
  END IF;
  INSERT INTO organisation_tombstone (org_id, origin, size, checkpoint, vkey) VALUES (p_org, p_origin, p_size, p_checkpoint, p_vkey);
  v_people := ARRAY(SELECT m.user_id FROM member m WHERE m.org_id = p_org);
  DELETE FROM ledger_head WHERE org_id = p_org;
  -- The one circle of foreign keys.
  UPDATE policy SET active_version = NULL WHERE org_id = p_org;
  v_left := ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname NOT IN ('organisation', 'organisation_tombstone'));
  WHILE cardinality(v_left) > 0 LOOP
    v_before := cardinality(v_left);
    FOREACH v_table IN ARRAY v_left LOOP
      BEGIN
        EXECUTE format('DELETE FROM app.%I WHERE org_id = $1', v_table) USING p_org;
        v_left := array_remove(v_left, v_table);
      EXCEPTION WHEN foreign_key_violation THEN
        NULL; -- another table goes first
      END;
    END LOOP;
    IF cardinality(v_left) = v_before THEN
      RAISE EXCEPTION 'the rows of % hold each other', v_left;
    END IF;
  END LOOP;
  DELETE FROM organisation WHERE org_id = p_org;
  DELETE FROM app_user u WHERE u.user_id = ANY(v_people) AND NOT EXISTS (SELECT FROM member m WHERE m.user_id = u.user_id);
  PERFORM set_config('app.removing', '', true);
  RETURN true;
END $$;

GRANT UPDATE (config_version) ON ledger_head TO al_lookup; -- what locking it takes
DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace AND p.proname IN
    ('organisation_purge_at', 'organisations_to_purge', 'lookup_tombstone', 'remove_organisation') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO al_app', f);
    EXECUTE format('ALTER FUNCTION %s OWNER TO al_lookup', f);
  END LOOP;
END $$;
