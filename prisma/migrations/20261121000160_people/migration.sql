-- People: invitations with their e-mails, where a session comes from, attempts that are counted across processes, and
-- organisations that were removed.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE organisation ADD COLUMN removed_at timestamptz;
-- Both are summaries: a network instead of an address, a browser and a system instead of a whole User-Agent.
ALTER TABLE session ADD COLUMN address text CHECK (length(address) <= 64), ADD COLUMN user_agent text CHECK (length(user_agent) <= 80);

-- INVARIANT: only the SHA-256 of the token is kept; the token itself, sealed by the data key, only until its e-mail has left.
CREATE TABLE invitation (
  org_id        uuid NOT NULL REFERENCES organisation,
  invitation_id uuid NOT NULL,
  email         text NOT NULL CHECK (email = lower(email)),
  role          text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor', 'member')),
  token_hash    bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  invited_by    uuid NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  expires_at    timestamptz NOT NULL,
  accepted_at   timestamptz,
  accepted_by   uuid,
  revoked_at    timestamptz,
  mail_token    bytea,
  mail_due_at   timestamptz,
  mail_attempts integer NOT NULL DEFAULT 0,
  mailed_at     timestamptz,
  PRIMARY KEY (org_id, invitation_id),
  UNIQUE (org_id, token_hash),
  CHECK (mail_due_at IS NULL OR mail_token IS NOT NULL)
);
CREATE INDEX invitation_token ON invitation (token_hash);
CREATE INDEX invitation_mail_due ON invitation (mail_due_at) WHERE mail_due_at IS NOT NULL;

-- Attempts to guess something, by what they are counted by. A bucket is a keyed hash: neither an e-mail nor an address.
CREATE TABLE attempt (
  bucket    bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
  taken     integer NOT NULL,
  resets_at timestamptz NOT NULL
);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE attempt ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY one_org ON invitation TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY lookup ON invitation FOR SELECT TO al_lookup USING (true);
GRANT SELECT ON invitation TO al_lookup;
GRANT SELECT, INSERT ON invitation TO al_app;
GRANT UPDATE (token_hash, expires_at, accepted_at, accepted_by, revoked_at, mail_token, mail_due_at, mail_attempts, mailed_at) ON invitation TO al_app;

-- One bucket at a time, by name; and a DELETE without a condition takes exactly the buckets that are over.
CREATE POLICY one_bucket ON attempt TO al_app
  USING (bucket = (SELECT decode(NULLIF(current_setting('app.bucket', true), ''), 'hex')))
  WITH CHECK (bucket = (SELECT decode(NULLIF(current_setting('app.bucket', true), ''), 'hex')));
CREATE POLICY over ON attempt FOR DELETE TO al_app USING (resets_at <= clock_timestamp());
GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO al_app;

-- People change their own password and nobody else's.
CREATE POLICY themselves ON app_user FOR UPDATE TO al_app
  USING (user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (user_id = (SELECT NULLIF(current_setting('app.user_id', true), '')::uuid));
GRANT UPDATE (password_hash) ON app_user TO al_app;
GRANT UPDATE (name, removed_at) ON organisation TO al_app;
GRANT UPDATE (role), DELETE ON member TO al_app;

-- Counts one more in a bucket and says how many that makes, and when the bucket is over. The row is the lock between processes.
CREATE FUNCTION take_attempt(p_bucket bytea, p_window interval) RETURNS TABLE (n integer, ms bigint)
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  RETURN QUERY
    INSERT INTO attempt AS a (bucket, taken, resets_at) VALUES (p_bucket, 1, clock_timestamp() + p_window)
    ON CONFLICT (bucket) DO UPDATE SET
      taken = CASE WHEN a.resets_at <= clock_timestamp() THEN 1 ELSE a.taken + 1 END,
      resets_at = CASE WHEN a.resets_at <= clock_timestamp() THEN EXCLUDED.resets_at ELSE a.resets_at END
    RETURNING a.taken, greatest(0, (extract(epoch FROM a.resets_at - clock_timestamp()) * 1000)::bigint);
END $$;

CREATE FUNCTION give_back_attempt(p_bucket bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  UPDATE attempt SET taken = greatest(0, taken - 1) WHERE bucket = p_bucket;
END $$;

CREATE FUNCTION lookup_invitation(p_hash bytea) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('org_id', i.org_id, 'org_name', o.name, 'invitation_id', i.invitation_id, 'email', i.email, 'role', i.role,
    'expires_at', (extract(epoch FROM i.expires_at) * 1000)::bigint,
    'open', i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > clock_timestamp() AND o.removed_at IS NULL)
  FROM invitation i JOIN organisation o USING (org_id) WHERE i.token_hash = p_hash
$$;

CREATE FUNCTION due_invitation_mails(p_limit integer) RETURNS TABLE (org_id uuid, invitation_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT i.org_id, i.invitation_id FROM invitation i WHERE i.mail_due_at <= clock_timestamp() ORDER BY i.mail_due_at LIMIT p_limit
$$;

CREATE FUNCTION removed_organisations() RETURNS TABLE (org_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT o.org_id FROM organisation o WHERE o.removed_at IS NOT NULL
$$;

-- Nobody signs in to an organisation that was removed.
DROP FUNCTION lookup_sign_in(text);
CREATE FUNCTION lookup_sign_in(p_email text) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT json_build_object('user_id', u.user_id, 'email', u.email, 'name', u.name, 'password_hash', u.password_hash,
    'memberships', (SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
      FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = u.user_id AND o.removed_at IS NULL))
  FROM app_user u WHERE u.email = p_email
$$;

DROP FUNCTION lookup_memberships(uuid);
CREATE FUNCTION lookup_memberships(p_user uuid) RETURNS json LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, app, pg_temp AS $$
  SELECT coalesce(json_agg(json_build_object('org_id', m.org_id, 'org_name', o.name, 'role', m.role) ORDER BY m.created_at, m.org_id), '[]')
  FROM member m JOIN organisation o USING (org_id) WHERE m.user_id = p_user AND o.removed_at IS NULL
$$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace AND p.proname IN
    ('take_attempt', 'give_back_attempt', 'lookup_invitation', 'due_invitation_mails', 'removed_organisations', 'lookup_sign_in', 'lookup_memberships') LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO al_app', f);
  END LOOP;
END $$;
ALTER FUNCTION lookup_invitation(bytea) OWNER TO al_lookup;
ALTER FUNCTION due_invitation_mails(integer) OWNER TO al_lookup;
ALTER FUNCTION removed_organisations() OWNER TO al_lookup;
ALTER FUNCTION lookup_sign_in(text) OWNER TO al_lookup;
ALTER FUNCTION lookup_memberships(uuid) OWNER TO al_lookup;
