-- A sample organisation is found by the seed that made it: people rename it, and members leave it.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE organisation ADD COLUMN seed text;
ALTER TABLE organisation ADD CONSTRAINT organisation_seed_check CHECK (seed IS NULL OR sample);

-- Organisations of earlier releases: the people of each seed have addresses of its own. Row-level security binds the owner while it is forced.
ALTER TABLE organisation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE member NO FORCE ROW LEVEL SECURITY;
ALTER TABLE app_user NO FORCE ROW LEVEL SECURITY;
UPDATE organisation o SET seed = s.seed FROM (VALUES ('demo', '@demo.example'), ('second', '@second.example'), ('busy', '@busy.example')) s(seed, host)
  WHERE o.sample AND o.org_id = (SELECT m.org_id FROM member m JOIN app_user u USING (user_id) JOIN organisation home USING (org_id)
    WHERE u.email LIKE '%' || s.host AND home.sample ORDER BY m.created_at, m.org_id LIMIT 1);
ALTER TABLE organisation FORCE ROW LEVEL SECURITY;
ALTER TABLE member FORCE ROW LEVEL SECURITY;
ALTER TABLE app_user FORCE ROW LEVEL SECURITY;

-- Removed ones count: until their rows are gone, the people of the seed are still there.
CREATE FUNCTION seeded_organisation(p_seed text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.seed = p_seed ORDER BY o.removed_at DESC NULLS FIRST, o.created_at LIMIT 1
$$;
REVOKE ALL ON FUNCTION seeded_organisation(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seeded_organisation(text) TO al_app;
ALTER FUNCTION seeded_organisation(text) OWNER TO al_lookup;
