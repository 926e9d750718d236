import { z } from "zod";
import { actionType, id, json, timestamp } from "./primitives.ts";

/** The bounds of a grant. */
export const GrantBounds = z.strictObject({
  for: z.number().int().describe("Seconds"),
  count: z.number().int(),
  sum: z.number().nullable(),
  sum_field: z.string(),
  where: z.array(z.record(z.string(), json)).nullable().describe("null when the arguments must be those of the approved request"),
});
export type GrantBounds = z.infer<typeof GrantBounds>;

/** What a standing grant still covers. */
export const GrantCoverage = z
  .strictObject({
    id: id("gra"),
    action_type: actionType,
    bounds: GrantBounds.extend({
      where: GrantBounds.shape.where.unwrap().optional().describe("Absent when the arguments must be those of the approved request"),
    })
      .optional()
      .describe("Absent when the terms were erased"),
    uses_left: z.number().int().min(0).optional().describe("Uses that are left; absent when the terms were erased"),
    sum_left: z.number().min(0).nullable().describe("The rest of the sum; null when the grant has none"),
    expires_at: timestamp,
  })
  .meta({ id: "GrantCoverage" });
export type GrantCoverage = z.infer<typeof GrantCoverage>;

/** A standing grant for the same agent and action that does not cover the submission, with the first term that differs. */
export const GrantMismatch = z
  .strictObject({
    grant_id: id("gra"),
    term: z
      .string()
      .meta({ example: "metadata.amount" })
      .describe("The first term that does not match: a field, or `key`, `policies`, `count` or `sum`"),
    reason: z.string(),
  })
  .meta({ id: "GrantMismatch" });
export type GrantMismatch = z.infer<typeof GrantMismatch>;
