-- Guesses of passwords: the first few are free, then each has to wait longer than the one before. Nobody is locked out.
SET LOCAL search_path = app, pg_catalog;

ALTER TABLE attempt ADD COLUMN not_before timestamptz;

-- Counts one guess and answers 0, or answers how many ms it has to wait, and does not count it. The row is the lock between processes.
CREATE FUNCTION take_guess(p_bucket bytea, p_free integer, p_first interval, p_most interval, p_memory interval) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
DECLARE
  known attempt;
  now_is timestamptz;
  guesses integer;
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  INSERT INTO attempt AS a (bucket, taken, resets_at) VALUES (p_bucket, 0, clock_timestamp() + p_memory)
    ON CONFLICT (bucket) DO UPDATE SET taken = a.taken RETURNING a.* INTO known;
  now_is := clock_timestamp();
  IF known.not_before > now_is AND known.resets_at > now_is THEN
    RETURN greatest(1, (extract(epoch FROM known.not_before - now_is) * 1000)::bigint);
  END IF;
  guesses := CASE WHEN known.resets_at <= now_is THEN 1 ELSE known.taken + 1 END;
  UPDATE attempt SET taken = guesses, resets_at = now_is + p_memory,
    not_before = CASE WHEN guesses >= p_free THEN now_is + least(p_most, p_first * power(2, least(guesses - p_free, 20))) END
    WHERE bucket = p_bucket;
  RETURN 0;
END $$;

-- What was given back was right: what it imposed on the next one is given back too.
CREATE OR REPLACE FUNCTION give_back_attempt(p_bucket bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, app, pg_temp AS $$
BEGIN
  PERFORM set_config('app.bucket', encode(p_bucket, 'hex'), true);
  UPDATE attempt SET taken = greatest(0, taken - 1), not_before = NULL WHERE bucket = p_bucket;
END $$;

REVOKE ALL ON FUNCTION take_guess(bytea, integer, interval, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_guess(bytea, integer, interval, interval, interval) TO al_app;
