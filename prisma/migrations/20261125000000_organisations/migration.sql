-- Organisations and people, how people prove their identity, and the groups that they approve in.
-- INVARIANT: org_id leads every primary key, unique index and foreign key between tables of organisations.
CREATE SCHEMA IF NOT EXISTS app;

SET LOCAL search_path = app, pg_catalog;

-- People. They are global, because one person may belong to several organisations; every other row belongs to one organisation.
CREATE TABLE app_user (
  user_id       uuid PRIMARY KEY,
  email         text NOT NULL CHECK (email = lower(email)),
  name          text NOT NULL,
  password_hash text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (email)
);

CREATE TABLE organisation (
  org_id      uuid PRIMARY KEY,
  name        text NOT NULL,
  zone        text NOT NULL DEFAULT 'UTC',
  org_default text NOT NULL DEFAULT 'deny' CHECK (org_default IN ('deny')),
  sample      boolean NOT NULL DEFAULT false,
  -- The name of the seed that created a sample organisation.
  seed        text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  -- When a requested deletion takes effect, and when it did. Rows are deleted right after `removed_at` is set.
  purge_at    timestamptz,
  removed_at  timestamptz,
  -- The index of the words of decisions. `ending`: switched off, and its words are being deleted.
  text_index  text NOT NULL DEFAULT 'off' CHECK (text_index IN ('off', 'on', 'ending')),
  CONSTRAINT organisation_seed_check CHECK (seed IS NULL OR sample)
);
CREATE INDEX organisation_purge_due ON organisation (org_id, purge_at) WHERE purge_at IS NOT NULL;

-- What remains of a deleted organisation: its last signed head, without personal data.
CREATE TABLE organisation_tombstone (
  org_id     uuid PRIMARY KEY,
  origin     text NOT NULL,
  size       bigint NOT NULL,
  checkpoint text NOT NULL,
  vkey       text NOT NULL,
  removed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The secret keys of an organisation, wrapped by the key-encryption key, with their public halves.
CREATE TABLE org_key (
  org_id     uuid NOT NULL REFERENCES organisation,
  purpose    text NOT NULL CHECK (purpose IN ('log', 'manifest', 'permit', 'data')),
  wrapped    bytea NOT NULL,
  public_key bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, purpose)
);

CREATE TABLE member (
  org_id     uuid NOT NULL REFERENCES organisation,
  user_id    uuid NOT NULL REFERENCES app_user,
  role       text NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'auditor', 'member')),
  created_at timestamptz NOT NULL DEFAULT now(),
  -- The time at which the role was granted; null for a role from the start of the organisation.
  role_since timestamptz,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX member_user ON member (user_id);

CREATE TABLE session (
  org_id       uuid NOT NULL,
  session_id   uuid NOT NULL,
  user_id      uuid NOT NULL,
  token_hash   bytea NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at     timestamptz,
  -- Summaries: a network instead of an address, a browser and a system instead of a whole User-Agent.
  address      text CHECK (length(address) <= 64),
  user_agent   text CHECK (length(user_agent) <= 80),
  PRIMARY KEY (org_id, session_id),
  UNIQUE (org_id, token_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX session_token ON session (token_hash);

-- INVARIANT: only the SHA-256 of the token is stored; the token itself, encrypted, only until its email has been sent.
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

-- Counted attempts, such as passwords that were tried. A bucket is a keyed hash of an email or a network address.
CREATE TABLE attempt (
  bucket     bytea PRIMARY KEY CHECK (octet_length(bucket) = 32),
  taken      integer NOT NULL,
  resets_at  timestamptz NOT NULL,
  -- Before this moment the next guess is refused. See take_guess.
  not_before timestamptz
);

-- Passkeys of people, which sign their decisions.
CREATE TABLE passkey (
  org_id        uuid NOT NULL,
  passkey_id    uuid NOT NULL,
  user_id       uuid NOT NULL,
  credential_id text NOT NULL CHECK (length(credential_id) BETWEEN 1 AND 1400),
  -- In COSE form, as the authenticator sent it.
  public_key    bytea NOT NULL,
  sign_count    bigint NOT NULL CHECK (sign_count >= 0),
  transports    text[] NOT NULL,
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
  created_at    timestamptz NOT NULL,
  used_at       timestamptz,
  PRIMARY KEY (org_id, passkey_id),
  UNIQUE (org_id, credential_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX passkey_user ON passkey (org_id, user_id);

-- An assertion is used once. `claim` names the request, so that its retry may send the assertion again.
CREATE TABLE passkey_use (
  org_id     uuid NOT NULL,
  passkey_id uuid NOT NULL,
  -- SHA-256 of the signature.
  signature  bytea NOT NULL CHECK (length(signature) = 32),
  claim      text NOT NULL CHECK (length(claim) <= 256),
  PRIMARY KEY (org_id, passkey_id, signature),
  FOREIGN KEY (org_id, passkey_id) REFERENCES passkey ON DELETE CASCADE
);

-- Authenticator apps of people, which prove their identity for single decisions.
CREATE TABLE totp (
  org_id      uuid NOT NULL,
  user_id     uuid NOT NULL,
  -- Encrypted with the organisation's data key.
  secret      bytea NOT NULL CHECK (length(secret) BETWEEN 80 AND 256),
  begun_at    timestamptz NOT NULL,
  enrolled_at timestamptz,
  -- Time step of the newest accepted code. Codes of this step and of earlier ones are refused.
  used_step   bigint NOT NULL CHECK (used_step >= 0),
  -- Names the request that sent it, so that its retry may send the code again.
  used_by     bytea CHECK (length(used_by) = 32),
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);

-- A recovery code is used once. Only a keyed hash is stored.
CREATE TABLE recovery_code (
  org_id    uuid NOT NULL,
  user_id   uuid NOT NULL,
  code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
  used_by   bytea CHECK (length(used_by) = 32),
  PRIMARY KEY (org_id, user_id, code_hash),
  FOREIGN KEY (org_id, user_id) REFERENCES totp ON DELETE CASCADE
);

-- Groups that policies name as approvers.
CREATE TABLE approver_group (
  org_id     uuid NOT NULL REFERENCES organisation,
  group_id   uuid NOT NULL,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, group_id),
  UNIQUE (org_id, name)
);

-- A vote counts while its voter has held the group since before the vote.
CREATE TABLE approver_group_member (
  org_id   uuid NOT NULL,
  group_id uuid NOT NULL,
  user_id  uuid NOT NULL,
  -- The time at which the person joined; null counts as a membership from the start.
  since    timestamptz,
  PRIMARY KEY (org_id, group_id, user_id),
  FOREIGN KEY (org_id, group_id) REFERENCES approver_group ON DELETE CASCADE,
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE
);
CREATE INDEX approver_group_member_user ON approver_group_member (org_id, user_id);

-- A person's approvals, handed over to another person for a time. One per person.
CREATE TABLE handover (
  org_id     uuid NOT NULL,
  user_id    uuid NOT NULL,
  to_user_id uuid NOT NULL,
  from_at    timestamptz NOT NULL,
  until_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, user_id),
  FOREIGN KEY (org_id, user_id) REFERENCES member ON DELETE CASCADE,
  FOREIGN KEY (org_id, to_user_id) REFERENCES member ON DELETE CASCADE,
  CHECK (from_at < until_at)
);
CREATE INDEX handover_to ON handover (org_id, to_user_id);

-- The posture of an organisation, one row per UTC day.
CREATE TABLE posture_snapshot (
  org_id     uuid NOT NULL REFERENCES organisation,
  day        date NOT NULL,
  score      smallint NOT NULL CHECK (score BETWEEN 0 AND 100),
  components jsonb NOT NULL,
  taken_at   timestamptz NOT NULL,
  PRIMARY KEY (org_id, day)
);
