-- Removing an organisation really removes it: every row of every table, and people who belong nowhere else.
-- The last migration of its release, because it names every table that there is.
SET LOCAL search_path = app, pg_catalog;

-- Append-only binds everybody, but for the one function that empties an organisation its owner has removed.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' THEN
    IF current_user = 'al_lookup' AND OLD.org_id::text = current_setting('app.removing', true) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format($p$CREATE POLICY removal ON app.%I TO al_lookup
      USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
      WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))$p$, t);
    EXECUTE format('GRANT SELECT (org_id), DELETE ON app.%I TO al_lookup', t);
  END LOOP;
END $$;
GRANT UPDATE (active_version) ON policy TO al_lookup;
GRANT UPDATE (removed_at) ON organisation TO al_lookup; -- what locking it takes
CREATE POLICY removal ON app_user FOR DELETE TO al_lookup USING (NULLIF(current_setting('app.removing', true), '') IS NOT NULL);
GRANT DELETE ON app_user TO al_lookup;

-- Tables are emptied in whatever order their foreign keys allow, so that a table of a later migration needs no line here.
CREATE FUNCTION remove_organisation(p_org uuid) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE v_left text[]; v_table text; v_before integer; v_people uuid[];
BEGIN
  PERFORM set_config('app.removing', p_org::text, true);
  -- Locked, so that a row somebody else adds meanwhile waits here and then has no organisation to belong to.
  PERFORM 1 FROM organisation o WHERE o.org_id = p_org AND o.removed_at IS NOT NULL FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM set_config('app.removing', '', true);
    RETURN false;
  END IF;
  v_people := ARRAY(SELECT m.user_id FROM member m WHERE m.org_id = p_org);
  -- The head first: whoever writes to the log locks it, waits here, and then finds no log to write to.
  DELETE FROM ledger_head WHERE org_id = p_org;
  -- The one circle of foreign keys.
  UPDATE policy SET active_version = NULL WHERE org_id = p_org;
  v_left := ARRAY(SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'organisation');
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
REVOKE ALL ON FUNCTION remove_organisation(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_organisation(uuid) TO al_app;
ALTER FUNCTION remove_organisation(uuid) OWNER TO al_lookup;
