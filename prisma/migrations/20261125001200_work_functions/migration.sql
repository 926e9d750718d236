-- Functions of background work: look-ups of what is due in any organisation, upkeep, and the removal of organisations.
-- Look-ups of due work leave out the organisations in p_without, whose work failed a moment ago, so that they take no place of others.
SET LOCAL search_path = app, pg_catalog;

-- Returns approvals whose deadline has passed.
CREATE FUNCTION due_approvals(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, approval_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT a.org_id, a.approval_id FROM approval a WHERE a.due_at <= clock_timestamp() AND a.org_id <> ALL(p_without) ORDER BY a.due_at LIMIT p_limit
$$;

-- Returns the ms until the next deadline of an approval, or null when there is none.
CREATE FUNCTION next_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  -- NULL when nothing is due: greatest() alone would turn that into 0
  SELECT CASE WHEN min(a.due_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(a.due_at) - clock_timestamp()) * 1000)::bigint) END
  FROM approval a WHERE a.due_at IS NOT NULL AND a.org_id <> ALL(p_without)
$$;

-- Returns delegations that have expired and were not ended yet.
CREATE FUNCTION due_delegations(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, delegation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.delegation_id FROM delegation d
  WHERE d.ended_at IS NULL AND d.expires_at <= clock_timestamp() AND d.org_id <> ALL(p_without) ORDER BY d.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next delegation expires, or null when there is none.
CREATE FUNCTION next_delegation_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(d.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(d.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM delegation d WHERE d.ended_at IS NULL AND d.org_id <> ALL(p_without)
$$;

-- Returns reservations whose time is over.
CREATE FUNCTION due_reservations(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, reservation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT r.org_id, r.reservation_id FROM cost_reservation r
  WHERE r.status = 'reserved' AND r.expires_at <= clock_timestamp() AND r.org_id <> ALL(p_without) ORDER BY r.expires_at LIMIT p_limit
$$;

-- Returns the ms until the next reservation expires, or null when none is open.
CREATE FUNCTION next_reservation_due(p_without uuid[]) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT CASE WHEN min(r.expires_at) IS NOT NULL THEN greatest(0, (extract(epoch FROM min(r.expires_at) - clock_timestamp()) * 1000)::bigint) END
  FROM cost_reservation r WHERE r.status = 'reserved' AND r.org_id <> ALL(p_without)
$$;

-- Returns organisations whose log has entries that were not counted, or that have anomalies without an entry; those that wait longest first.
CREATE FUNCTION due_anomalies(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id FROM ledger_head h JOIN organisation o USING (org_id) LEFT JOIN anomaly_cursor c USING (org_id)
  WHERE o.purge_at IS NULL AND h.size > 0 AND h.org_id <> ALL(p_without)
    AND (c.org_id IS NULL OR h.size > c.next_seq OR h.origin <> c.origin
      OR EXISTS (SELECT FROM anomaly a WHERE a.org_id = h.org_id AND NOT a.recorded))
  ORDER BY c.worked_at NULLS FIRST LIMIT p_limit
$$;

-- Returns halts in force whose effect on open approvals is not complete.
CREATE FUNCTION unsettled_halts(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, halt_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.halt_id FROM halt h
  WHERE h.settled_at IS NULL AND h.resumed_at IS NULL AND h.org_id <> ALL(p_without) ORDER BY h.requested_at LIMIT p_limit
$$;

-- Returns halts in force that a client has acknowledged and that are not recorded as confirmed.
CREATE FUNCTION unconfirmed_halts(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, halt_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id, h.halt_id FROM halt h
  WHERE h.confirmed_at IS NULL AND h.resumed_at IS NULL AND h.org_id <> ALL(p_without)
    AND EXISTS (SELECT FROM halt_client c WHERE c.org_id = h.org_id AND c.halt_id = h.halt_id AND c.acknowledged_at IS NOT NULL)
  ORDER BY h.requested_at LIMIT p_limit
$$;

-- Marks the clients of a process as connected, and deletes those of processes that ended, which have left now.
CREATE FUNCTION keep_stream_clients(p_process uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT set_config('app.process_id', p_process::text, true);
  UPDATE stream_client SET seen_at = clock_timestamp() WHERE process_id = p_process;
  WITH ended AS (
    DELETE FROM stream_client WHERE seen_at < clock_timestamp() - interval '2 minutes' RETURNING org_id, key_id, client_id
  )
  UPDATE halt_client c SET left_at = clock_timestamp() FROM ended e
  WHERE c.org_id = e.org_id AND c.key_id = e.key_id AND c.client_id = e.client_id AND c.acknowledged_at IS NULL
    AND EXISTS (SELECT FROM halt h WHERE h.org_id = c.org_id AND h.halt_id = c.halt_id AND h.resumed_at IS NULL);
$$;

-- Returns drills whose start or end is due.
CREATE FUNCTION due_drills(p_limit integer, p_without uuid[]) RETURNS TABLE (org_id uuid, drill_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT d.org_id, d.drill_id FROM halt_drill d WHERE d.next_at <= clock_timestamp() AND d.org_id <> ALL(p_without) ORDER BY d.next_at LIMIT p_limit
$$;

-- Marks clients whose next heartbeat is overdue as silent, and returns their agents. Each is returned to one process.
CREATE FUNCTION silence_clients(p_limit integer) RETURNS TABLE (org_id uuid, agent_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  UPDATE heartbeat h SET silent_at = NULL
  FROM (
    SELECT d.org_id, d.key_id, d.client FROM heartbeat d WHERE d.silent_at <= clock_timestamp()
    ORDER BY d.silent_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) due
  WHERE h.org_id = due.org_id AND h.key_id = due.key_id AND h.client = due.client
  RETURNING h.org_id, h.agent_id
$$;

-- Deletes clients that were silent for a day.
CREATE FUNCTION forget_clients() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM heartbeat WHERE seen_at < clock_timestamp() - interval '24 hours'
$$;

-- Returns invitations whose email is to be sent now.
CREATE FUNCTION due_invitation_mails(p_limit integer) RETURNS TABLE (org_id uuid, invitation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT i.org_id, i.invitation_id FROM invitation i WHERE i.mail_due_at <= clock_timestamp() ORDER BY i.mail_due_at LIMIT p_limit
$$;

-- Returns organisations whose log is not turned into messages yet.
CREATE FUNCTION organisations_without_cursor(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT h.org_id FROM ledger_head h WHERE NOT EXISTS (SELECT FROM channel_cursor c WHERE c.org_id = h.org_id) LIMIT p_limit
$$;

-- Returns organisations whose log has entries that were not turned into messages yet.
CREATE FUNCTION organisations_to_route(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id FROM channel_cursor c JOIN ledger_head h USING (org_id) WHERE h.size > c.next_seq OR h.origin <> c.origin LIMIT p_limit
$$;

-- Returns due deliveries, some of every organisation, except those with a busy key. The keys of a delivery are its organisation, its receiver
-- (endpoint, browser or person), its channel, and organisation and channel together.
CREATE FUNCTION due_deliveries(p_limit integer, p_per_org integer, p_busy text[])
RETURNS TABLE (org_id uuid, delivery_id uuid, receiver_id uuid, channel text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT c.org_id, d.delivery_id, d.receiver_id, d.channel FROM channel_cursor c
  CROSS JOIN LATERAL (
    SELECT d.delivery_id, coalesce(d.endpoint_id, d.subscription_id, d.user_id) AS receiver_id, d.channel,
      row_number() OVER (ORDER BY d.due_at) AS place
    FROM delivery d
    WHERE d.org_id = c.org_id AND d.due_at <= clock_timestamp()
      AND NOT ARRAY[coalesce(d.endpoint_id, d.subscription_id, d.user_id)::text, d.channel, c.org_id || ' ' || d.channel] && p_busy
    ORDER BY d.due_at LIMIT p_per_org) d
  WHERE c.org_id::text <> ALL (p_busy)
  ORDER BY d.place LIMIT p_limit
$$;

-- Deletes counters and history that no window reads any more.
CREATE FUNCTION forget_over_limits() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  DELETE FROM limit_counter WHERE expires_at < now() - interval '1 hour';
  DELETE FROM history_event WHERE expires_at < now() - interval '1 hour';
$$;

-- Returns organisations that have no posture snapshot of this UTC day yet.
CREATE FUNCTION orgs_without_snapshot(p_limit integer) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o
  WHERE NOT EXISTS (SELECT FROM posture_snapshot s WHERE s.org_id = o.org_id AND s.day = (clock_timestamp() AT TIME ZONE 'UTC')::date)
  ORDER BY o.org_id LIMIT p_limit
$$;

-- Returns organisations whose words are to be deleted.
CREATE FUNCTION organisations_with_ended_index() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.text_index = 'ending'
$$;

-- Returns organisations whose grace period is over and whose log has not ended yet.
CREATE FUNCTION organisations_to_purge() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.purge_at <= clock_timestamp() AND o.removed_at IS NULL
$$;

-- Returns organisations that were removed and whose rows are still there.
CREATE FUNCTION removed_organisations() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.removed_at IS NOT NULL
$$;

-- Deletes every row of an organisation that was removed, and the people who belong to no other one; leaves a tombstone. Returns false when the
-- organisation is not marked as removed. The head is locked before the organisation, in the order of every writer of the log. Tables are
-- emptied in whatever order their foreign keys allow, so that a new table needs no line here.
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
      RAISE EXCEPTION 'the rows of % reference each other', v_left;
    END IF;
  END LOOP;
  DELETE FROM organisation WHERE org_id = p_org;
  DELETE FROM app_user u WHERE u.user_id = ANY(v_people) AND NOT EXISTS (SELECT FROM member m WHERE m.user_id = u.user_id);
  PERFORM set_config('app.removing', '', true);
  RETURN true;
END $$;

-- SECURITY DEFINER functions belong to al_lookup, whose policies see exactly the tables that their bodies name. Nobody else may call anything.
DO $$
DECLARE f regprocedure; definer boolean; caller text;
BEGIN
  FOR f, definer, caller IN
    SELECT p.oid::regprocedure, p.prosecdef,
      CASE WHEN p.proname IN ('lock_and_load', 'lock_heads', 'ended_sessions') THEN 'al_ledger' WHEN p.proname <> 'refuse_change' THEN 'al_app' END
    FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace
  LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF caller IS NOT NULL THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', f, caller); END IF;
    IF definer THEN EXECUTE format('ALTER FUNCTION %s OWNER TO al_lookup', f); END IF;
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION write_tile(uuid, smallint, bigint, bytea), words_of(text) TO al_ledger;
