-- What waits for a second person: a version that is to be put in force, or a policy to be taken out of it (version is null).
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE policy_review (
  org_id       uuid NOT NULL,
  review_id    uuid NOT NULL,
  policy_id    uuid NOT NULL,
  version      integer,
  base_version integer,
  reach        text NOT NULL CHECK (reach IN ('wider', 'unclear')),
  status       text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'superseded')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  comment      bytea,
  decided_by   text,
  decided_at   timestamptz,
  reason       bytea,
  epoch        integer,
  PRIMARY KEY (org_id, review_id),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy,
  FOREIGN KEY (org_id, policy_id, version) REFERENCES policy_version (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id, base_version) REFERENCES policy_version (org_id, policy_id, version)
);
-- One at a time: what is asked for later replaces it.
CREATE UNIQUE INDEX policy_review_pending ON policy_review (org_id, policy_id) WHERE status = 'pending';

ALTER TABLE policy_review ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY one_org ON policy_review TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON policy_review TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON policy_review TO al_lookup;
GRANT SELECT, INSERT ON policy_review TO al_app;
GRANT UPDATE (status, decided_by, decided_at, reason, epoch) ON policy_review TO al_app;
