-- Names of agents, email addresses and invited addresses are unique after folding: texts that look the same are the same. The server computes
-- the keys (packages/core/src/model/fold-text.ts). Rows from before get an approximation: Unicode form (NFKC), case and blanks at the ends.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE agent ADD COLUMN name_key text;
UPDATE agent SET name_key = lower(normalize(btrim(name), NFKC));
-- Of agents that already share a key, only the first keeps it.
UPDATE agent a SET name_key = name_key || ' ' || agent_id WHERE root_agent_id IS NULL AND EXISTS
  (SELECT FROM agent b WHERE b.org_id = a.org_id AND b.root_agent_id IS NULL AND b.name_key = a.name_key AND b.agent_id < a.agent_id);
ALTER TABLE agent ALTER COLUMN name_key SET NOT NULL;
CREATE UNIQUE INDEX agent_org_id_name_key_key ON agent (org_id, name_key) WHERE root_agent_id IS NULL;
DROP INDEX agent_org_id_name_key;

ALTER TABLE app_user ADD COLUMN email_key text;
UPDATE app_user SET email_key = lower(normalize(btrim(email), NFKC));
UPDATE app_user a SET email_key = email_key || ' ' || user_id WHERE EXISTS
  (SELECT FROM app_user b WHERE b.email_key = a.email_key AND b.user_id < a.user_id);
ALTER TABLE app_user ALTER COLUMN email_key SET NOT NULL;
ALTER TABLE app_user DROP CONSTRAINT app_user_email_key, ADD CONSTRAINT app_user_email_key UNIQUE (email_key);

ALTER TABLE invitation ADD COLUMN email_key text;
UPDATE invitation SET email_key = lower(normalize(btrim(email), NFKC));
ALTER TABLE invitation ALTER COLUMN email_key SET NOT NULL;

-- Returns a person by the folded email with their memberships. Organisations that were removed are left out. The function belongs to al_lookup,
-- which alone may replace it.
SET LOCAL ROLE al_lookup;
CREATE OR REPLACE FUNCTION lookup_sign_in(p_email text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'password_hash', u.password_hash,
    'memberships', (SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
      FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = u.user_id AND o.removed_at IS NULL))
  FROM app_user u WHERE u.email_key = p_email
$$;
RESET ROLE;
