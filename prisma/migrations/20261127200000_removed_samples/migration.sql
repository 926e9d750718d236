-- A sample organisation that was removed is not created again at the next start.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE organisation_tombstone ADD COLUMN seed text;

-- The functions belong to al_lookup, and only their owner may replace them.
SET LOCAL ROLE al_lookup;

CREATE OR REPLACE FUNCTION seeded_organisation(p_seed text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(
    (SELECT o.org_id FROM organisation o WHERE o.seed = p_seed ORDER BY o.removed_at DESC NULLS FIRST, o.created_at LIMIT 1),
    (SELECT t.org_id FROM organisation_tombstone t WHERE t.seed = p_seed ORDER BY t.removed_at DESC LIMIT 1))
$$;

CREATE OR REPLACE FUNCTION remove_organisation(p_org uuid, p_origin text, p_size bigint, p_checkpoint text, p_vkey text) RETURNS boolean
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
  INSERT INTO organisation_tombstone (org_id, origin, size, checkpoint, vkey, seed)
    SELECT p_org, p_origin, p_size, p_checkpoint, p_vkey, o.seed FROM organisation o WHERE o.org_id = p_org;
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
      RAISE EXCEPTION 'the rows of % reference each other', v_left;
    END IF;
  END LOOP;
  DELETE FROM organisation WHERE org_id = p_org;
  DELETE FROM app_user u WHERE u.user_id = ANY(v_people) AND NOT EXISTS (SELECT FROM member m WHERE m.user_id = u.user_id);
  PERFORM set_config('app.removing', '', true);
  RETURN true;
END $$;

RESET ROLE;
