-- The clock that policies read can be moved by whoever may change the organisation.
GRANT UPDATE (zone) ON app.organisation TO al_app;
