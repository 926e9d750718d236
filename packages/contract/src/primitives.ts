import { ACTION_TYPE, ACTION_TYPE_FORM, MAX_ACTION_TYPE_LENGTH } from "@agentlattice/core/action-type";
import { z } from "zod";

/**
 * An id on the wire: `<prefix>_` and 26 lower-case Crockford base32 characters of a UUIDv7 (TypeID).
 * @param advice what to send instead of an id of another format
 */
export const id = <P extends string>(prefix: P, advice = "") =>
  z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `must be an id such as ${prefix}_01h455vb4pex5vsknk084sn02q${advice}`)
    .meta({ example: `${prefix}_01h455vb4pex5vsknk084sn02q` });

/** An action type such as `pr.merge`. It is the only text chosen by the caller that a ledger leaf may contain. */
export const actionType = z.string().max(MAX_ACTION_TYPE_LENGTH).regex(ACTION_TYPE, ACTION_TYPE_FORM);

export const ENVIRONMENTS = ["prod", "staging", "dev"] as const;
export const environment = z.enum(ENVIRONMENTS);
export type Environment = z.infer<typeof environment>;

/**
 * A text with a pattern of Unicode classes. The OpenAPI document shows `portable` instead, because regular expression engines differ in
 * classes and flags. `portable` accepts every text that the pattern accepts.
 */
export const unicodeText = (text: z.ZodString, rule: RegExp, portable: string, message: string) =>
  text.regex(rule, message).meta({ pattern: portable });

/**
 * A character that a reader sees: not a blank, a control or a format character, a code point without a character, or a character that is
 * drawn empty (empty Braille, the Khitan filler, the blanks of hieroglyphs, the null notehead).
 */
export const VISIBLE_CHARACTER =
  /[^\s\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u{16fe4}\u{13441}\u{13442}\u{1d159}]/u;

/** A text that people read, such as a reason. It is not empty for a reader. */
export const visibleText = (max: number) =>
  unicodeText(z.string().trim().min(1).max(max), VISIBLE_CHARACTER, "\\S", "must contain text that a reader can see");

export const MAX_TAGS = 64;
export const TAG_LENGTH = 64;

/** A word by which a decision is found. */
export const decisionTag = unicodeText(z.string().max(TAG_LENGTH), VISIBLE_CHARACTER, "\\S", "must contain text that a reader can see");

/** A timestamp of RFC 3339 in UTC with milliseconds. */
export const timestamp = z.iso.datetime({ precision: 3 }).meta({ example: "2026-11-21T08:00:00.000Z" });

const isTarget = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.hostname !== "" && url.username === "" && url.password === "";
};

/** A URL to which the server sends messages. The egress rules decide which addresses it may have. */
export const targetUrl = z
  .string()
  .max(2_048)
  .refine(isTarget, "must be an http or https URL without user and password")
  .meta({ format: "uri" });

/** URL of an approval in the console. */
export const approvalUrl = z
  .url()
  .describe("Absolute URL of the console page where people decide the approval")
  .meta({ example: "https://console.example.com/approvals/apr_01h455vb4pex5vsknk084sn02q" });

/** The version number of a policy, at most the maximum of its column. */
export const MAX_VERSION = 2_147_483_647;
export const policyVersion = z.number().int().min(1).max(MAX_VERSION);

export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits in lower case");

/** A page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ data: z.array(item), has_more: z.boolean(), next_cursor: z.string().nullable() });

export const pageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A count without a sign that JSON represents exactly. */
export const amount = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** An exact amount of money or another measure. */
export const decimal = z.string().regex(/^\d{1,12}(\.\d{1,9})?$/, "must be a decimal string such as 1.25");

/** The mark of an amount that is estimated. */
export const estimated = z.literal(true).describe("True for an estimate, such as that of a stream which was left early");

/** Any JSON value. The strict parser has already validated it. */
export const json = z.unknown() as unknown as z.ZodType<JsonValue>;

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

const encoder = new TextEncoder();
const isWithin = (text: string, maxBytes: number) =>
  // A UTF-16 unit takes at most three bytes in UTF-8, so short texts need not be encoded to be measured.
  text.length * 3 <= maxBytes || encoder.encode(text).length <= maxBytes;

/** A JSON object with a limit on its serialised size, in bytes. */
export const cappedRecord = (maxBytes: number) =>
  z
    .record(z.string().max(256), json)
    .refine((value) => isWithin(JSON.stringify(value), maxBytes), `must be at most ${maxBytes} bytes of JSON`);

/** An id that the caller chose for a session, a correlation or an idempotent request. */
export const callerId = z.string().min(1).max(128);

/** Filters of lists by ids that callers chose. */
export const ReferenceQuery = z.strictObject({
  run_id: id("run").optional().describe("The run that the action belongs to"),
  session_id: callerId.optional().describe("The session_id of the submission, or of its run"),
  correlation_id: callerId.optional().describe("The correlation_id of the submission, or the generated `cor_…`"),
  event_id: callerId.optional().describe("The idempotency id of the submission (`X-AL-Event-ID`), or its `evt_…`"),
});
export type ReferenceQuery = z.output<typeof ReferenceQuery>;
