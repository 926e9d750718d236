-- The key that a rotation registered in place of this one. Keys of earlier releases have none.
ALTER TABLE app.agent_identity_key ADD COLUMN replaced_by uuid;
GRANT UPDATE (replaced_by) ON app.agent_identity_key TO al_app;
