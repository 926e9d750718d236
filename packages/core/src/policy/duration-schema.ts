import { z } from "zod";
import { DURATION, parseDuration } from "./duration.ts";

/** A duration; editors are told its pattern. */
export const duration = z
  .string()
  .refine((value) => parseDuration(value) !== null, "must be a duration such as 30s, 15m, 8h or 7d")
  .meta({ pattern: DURATION.source });
