import { z } from "zod";

/** Our ids on the wire: `<prefix>_` + 26 lower-case Crockford base32 characters of a UUIDv7 (TypeID). */
/** @param advice what to send instead of an id that is not ours */
export const id = <P extends string>(prefix: P, advice = "") =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id such as ${prefix}_01h455vb4pex5vsknk084sn02q${advice}`)
    .meta({ example: `${prefix}_01h455vb4pex5vsknk084sn02q` });

/** `pr.merge`: the only caller-chosen words that may stand in a ledger leaf. */
export const actionType = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9_]*([.:-][a-z0-9_]+)*$/, "must look like pr.merge: lower case words joined by . : or -");

export const ENVIRONMENTS = ["prod", "staging", "dev"] as const;
export const environment = z.enum(ENVIRONMENTS);
export type Environment = z.infer<typeof environment>;

/**
 * A text with a rule of Unicode classes. The OpenAPI document states `portable` instead: classes and flags are not the same in all
 * languages, so it uses only what every engine reads, and accepts at least what the rule accepts.
 */
export const unicodeText = (text: z.ZodString, rule: RegExp, portable: string, message: string) =>
  text.regex(rule, message).meta({ pattern: portable });

/** RFC 3339 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ example: "2026-11-21T08:00:00.000Z" });

/** The console's page of an approval. */
export const approvalUrl = z
  .url()
  .describe("absolute URL of the console page where people decide the approval")
  .meta({ example: "https://console.example.com/approvals/apr_01h455vb4pex5vsknk084sn02q" });

/** Of a policy. What is stored counts no further. */
export const MAX_VERSION = 2_147_483_647;
export const policyVersion = z.number().int().min(1).max(MAX_VERSION);

export const hex32 = z.string().regex(/^[0-9a-f]{64}$/);

/** One page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });

export const pageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Any JSON value. What arrives was read by the strict parser: there is nothing left to check in it. */
export const json = z.unknown() as unknown as z.ZodType<JsonValue>;

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

const encoder = new TextEncoder();
const isWithin = (text: string, maxBytes: number) =>
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no encoding to be measured.
  text.length * 3 <= maxBytes || encoder.encode(text).length <= maxBytes;

/** A JSON object whose serialized size stays below a cap, in bytes. */
export const cappedRecord = (maxBytes: number) =>
  z
    .record(z.string().max(256), json)
    .refine((value) => isWithin(JSON.stringify(value), maxBytes), `must be at most ${maxBytes} bytes of JSON`);
