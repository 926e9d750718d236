import { z } from "zod";
import { DURATION, parseDuration } from "../policy/duration.ts";

const MAX_SECONDS = 86_400;

/** A duration of at most a day such as `10m`. */
export const shortDuration = z
  .string()
  .refine((value) => (parseDuration(value) ?? Number.POSITIVE_INFINITY) <= MAX_SECONDS, "must be a duration of at most 1d such as 10m")
  .meta({ pattern: DURATION.source });
