-- The keyed hash of the session of a reservation, so that the entries about it are found by the session like those of actions.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE cost_reservation ADD COLUMN session bytea CHECK (length(session) = 16);
CREATE INDEX cost_reservation_of_session ON cost_reservation (org_id, session, reservation_id DESC) WHERE session IS NOT NULL;
