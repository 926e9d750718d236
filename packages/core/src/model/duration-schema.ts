import { z } from "zod";
import { DURATION, parseDuration } from "./duration.ts";

/** Accepts a duration. Editors get its pattern from the schema. */
export const duration = z
  .string()
  .refine((value) => parseDuration(value) !== null, "must be a duration such as 30s, 15m, 8h or 7d")
  .meta({ pattern: DURATION.source });

const MAX_SHORT_SECONDS = 86_400;

/** Accepts a duration of at most one day, such as `10m`. */
export const shortDuration = z
  .string()
  .refine(
    (value) => (parseDuration(value) ?? Number.POSITIVE_INFINITY) <= MAX_SHORT_SECONDS,
    "must be a duration of at most 1d such as 10m",
  )
  .meta({ pattern: DURATION.source });
