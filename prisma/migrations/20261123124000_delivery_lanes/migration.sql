-- Messages to people share the servers of their channel, so an outage of one server must leave room for the other channels.
SET LOCAL search_path = app, pg_catalog;

GRANT SELECT (channel) ON delivery TO al_lookup;

-- Only the owner of a function may drop it.
SET LOCAL ROLE al_lookup;
DROP FUNCTION due_deliveries(integer, integer, uuid[], uuid[]);
RESET ROLE;

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
REVOKE ALL ON FUNCTION due_deliveries(integer, integer, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_deliveries(integer, integer, text[]) TO al_app;
ALTER FUNCTION due_deliveries(integer, integer, text[]) OWNER TO al_lookup;
