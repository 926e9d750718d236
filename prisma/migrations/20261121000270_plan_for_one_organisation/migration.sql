-- Every query is about one organisation, and one organisation may own nearly all rows of a table. Statistics say the opposite: of
-- a table that nobody has analysed yet, or of many small organisations, the planner believes that `org_id = …` leaves one row, so
-- that any index that begins with org_id is as good as the key, and walks the whole organisation to find one row of it.
-- With one distinct value it plans as if the organisation in question owned everything.
DO $$
DECLARE v_table text;
BEGIN
  FOR v_table IN
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r' AND a.attname = 'org_id' AND NOT a.attisdropped
    ORDER BY c.relname
  LOOP
    -- For every ANALYZE to come.
    EXECUTE format('ALTER TABLE app.%I ALTER COLUMN org_id SET (n_distinct = 1)', v_table);
    -- Until the first one, where the server can be told.
    IF current_setting('server_version_num')::int >= 180000 THEN
      EXECUTE format(
        $s$SELECT pg_restore_attribute_stats('schemaname', 'app', 'relname', %L, 'attname', 'org_id', 'inherited', false, 'null_frac', 0::real, 'n_distinct', 1::real)$s$,
        v_table);
    END IF;
  END LOOP;
END $$;
