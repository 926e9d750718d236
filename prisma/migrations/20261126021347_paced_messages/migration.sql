-- Limits the messages that one receiver gets in a minute. Further ones wait and are sent as one.
SET LOCAL search_path = app, pg_catalog;

-- Urgent messages (high risk, escalations, releases by one person alone, confirmed halts) have a limit of their own.
ALTER TABLE delivery ADD COLUMN urgent boolean NOT NULL DEFAULT false;
GRANT UPDATE (urgent) ON delivery TO al_app;

-- The messages that a receiver got lately. A claim of a delivery locks the row of its receiver.
CREATE TABLE delivery_pace (
  org_id      uuid NOT NULL REFERENCES organisation,
  channel     text NOT NULL CHECK (channel IN ('teams', 'slack', 'email', 'push')),
  -- The endpoint, the browser or the person. No foreign key: the row is deleted when it is old.
  receiver_id uuid NOT NULL,
  urgent      boolean NOT NULL,
  -- The times of the last messages, oldest first.
  sent_at     timestamptz[] NOT NULL DEFAULT '{}' CHECK (cardinality(sent_at) <= 100),
  -- When the messages that wait are sent as one; null when none waits.
  next_at     timestamptz,
  used_at     timestamptz NOT NULL,
  PRIMARY KEY (org_id, channel, receiver_id, urgent)
);

ALTER TABLE delivery_pace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_pace ALTER COLUMN org_id SET (n_distinct = 1);
CREATE POLICY one_org ON delivery_pace TO al_app
  USING (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.org_id', true), '')::uuid));
CREATE POLICY removal ON delivery_pace TO al_lookup
  USING (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid))
  WITH CHECK (org_id = (SELECT NULLIF(current_setting('app.removing', true), '')::uuid));
GRANT SELECT (org_id), DELETE ON delivery_pace TO al_lookup;
GRANT SELECT, INSERT, DELETE, UPDATE (sent_at, next_at, used_at) ON delivery_pace TO al_app;
