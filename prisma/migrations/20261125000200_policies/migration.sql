-- Policies and their versions, who published them, and the signed list of those in force.
SET LOCAL search_path = app, pg_catalog;

CREATE TABLE policy (
  org_id         uuid NOT NULL REFERENCES organisation,
  policy_id      uuid NOT NULL,
  name           text NOT NULL,
  active_version integer,
  disabled_at    timestamptz,
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, policy_id),
  UNIQUE (org_id, name)
);

CREATE TABLE policy_version (
  org_id     uuid NOT NULL,
  policy_id  uuid NOT NULL,
  version    integer NOT NULL CHECK (version > 0),
  canonical  text NOT NULL,
  hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
  yaml       text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy
);
ALTER TABLE policy ADD FOREIGN KEY (org_id, policy_id, active_version) REFERENCES policy_version (org_id, policy_id, version);

-- Every change of what decides. `version` is null when a policy was disabled.
CREATE TABLE policy_publication (
  org_id    uuid NOT NULL,
  policy_id uuid NOT NULL,
  epoch     integer NOT NULL,
  version   integer,
  change    text NOT NULL CHECK (change IN ('published', 'rolled_back', 'disabled')),
  by_actor  text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, epoch),
  FOREIGN KEY (org_id, policy_id, version) REFERENCES policy_version (org_id, policy_id, version),
  FOREIGN KEY (org_id, policy_id) REFERENCES policy
);

-- Requests for a second person: to publish a version, or to disable a policy (version is null).
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
-- One pending review per policy: a later request replaces the earlier one.
CREATE UNIQUE INDEX policy_review_pending ON policy_review (org_id, policy_id) WHERE status = 'pending';

-- How often a policy applied, by hour. Counters are updated in place, so pages keep free room.
CREATE TABLE policy_hit (
  org_id      uuid NOT NULL,
  policy_id   uuid NOT NULL,
  hour        timestamptz NOT NULL,
  environment text NOT NULL CHECK (environment IN ('', 'prod', 'staging', 'dev')),
  mode        text NOT NULL,
  verdict     text NOT NULL,
  hits        bigint NOT NULL CHECK (hits > 0),
  last_at     timestamptz NOT NULL,
  PRIMARY KEY (org_id, policy_id, hour, environment, mode, verdict)
) WITH (fillfactor = 70);

-- The signed list of the policies in force. Processes load the newest epoch and refuse rows that do not match it.
CREATE TABLE org_manifest (
  org_id     uuid NOT NULL REFERENCES organisation,
  epoch      integer NOT NULL,
  body       text NOT NULL,
  signature  bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, epoch)
);
