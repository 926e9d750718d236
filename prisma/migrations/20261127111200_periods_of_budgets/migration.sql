-- Counters of budgets name their period by its start instead of its local date, so that a change of the time zone does not start another.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE organisation ADD COLUMN zone_changes jsonb NOT NULL DEFAULT '[]';
GRANT UPDATE (zone_changes) ON organisation TO al_app;

-- Returns a counter key with the start of its period, in seconds since the epoch, in place of the local date and hour.
CREATE FUNCTION pg_temp.with_start(key text, zone text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT parts[1] || extract(epoch FROM (
      (rpad(split_part(parts[2], 'T', 1), 10, '-01')::date + make_interval(hours => coalesce(nullif(split_part(parts[2], 'T', 2), ''), '0')::int))
      AT TIME ZONE zone))::bigint || parts[3]
  FROM regexp_match(key, '^(.*:(?:hour|day|week|month):)(\d{4}-\d{2}(?:-\d{2}(?:T\d{1,2})?)?)(:.*)$') AS parts
$$;

-- Row-level security binds the owner too, who has no organisation here.
ALTER TABLE limit_counter NO FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_reservation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE organisation NO FORCE ROW LEVEL SECURITY;
UPDATE limit_counter c SET key = pg_temp.with_start(c.key, o.zone) FROM organisation o
  WHERE o.org_id = c.org_id AND pg_temp.with_start(c.key, o.zone) IS NOT NULL;
UPDATE budget_reservation r SET key = pg_temp.with_start(r.key, o.zone) FROM organisation o
  WHERE o.org_id = r.org_id AND pg_temp.with_start(r.key, o.zone) IS NOT NULL;
ALTER TABLE limit_counter FORCE ROW LEVEL SECURITY;
ALTER TABLE budget_reservation FORCE ROW LEVEL SECURITY;
ALTER TABLE organisation FORCE ROW LEVEL SECURITY;
