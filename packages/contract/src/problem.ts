import { z } from "zod";
import { ERROR_CODES } from "./errors.ts";
import { json } from "./primitives.ts";

/** RFC 9457 problem details: the body of every error response. */
export const Problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(ERROR_CODES as [string, ...string[]]),
    request_id: z.string(),
    retryable: z.boolean(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    error: z.strictObject({ code: z.string(), message: z.string(), details: z.record(z.string(), json) }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;
