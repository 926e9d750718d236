SET LOCAL search_path = app, pg_catalog;

-- Resets the guesses of a bucket, with the delay that they imposed on the next one.
CREATE FUNCTION forget_guesses(p_bucket bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  UPDATE attempt SET taken = 0, not_before = NULL WHERE bucket = p_bucket;
END $$;

REVOKE ALL ON FUNCTION forget_guesses(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_guesses(bytea) TO al_app;
