-- Messages to people about other events than requests.
SET LOCAL search_path = app, pg_catalog;

-- What the person is informed about besides requests.
ALTER TABLE notification_preference ADD COLUMN topics text[] NOT NULL DEFAULT '{anomalies,budgets,halts}'
  CHECK (topics <@ ARRAY['anomalies', 'budgets', 'halts']);
GRANT UPDATE (topics) ON notification_preference TO al_app;

-- A receiver gets one message about a subject, such as the anomalies of an agent on one day.
ALTER TABLE delivery ADD COLUMN subject text CHECK (length(subject) <= 400);
CREATE UNIQUE INDEX delivery_of_subject ON delivery (org_id, subject, channel, endpoint_id, user_id, subscription_id) NULLS NOT DISTINCT
  WHERE subject IS NOT NULL;
