import { z } from "zod";
import { ANOMALY_ENTRY_DATA, anomalyCode } from "./anomaly-entries.ts";
import { APPROVAL_ENTRY_DATA } from "./approval-entries.ts";
import { CONTROL_ENTRY_DATA } from "./control-entries.ts";
import {
  actionPattern,
  actionType,
  code,
  count,
  decisionAction,
  denialReason,
  dotted,
  environment,
  eventTypes,
  extension,
  finding,
  hash,
  id,
  origin,
  overruns,
  policyRef,
  reference,
  settled,
  shadowRef,
  signature,
  thresholds,
  thumbprint,
  timestamp,
  vkey,
} from "./entry-fields.ts";
import type { EntryKind } from "./entry-kinds.ts";

export { ANOMALY_CODES } from "./anomaly-entries.ts";
export { GRANT_END_REASONS } from "./approval-entries.ts";

const decision = {
  action_type: actionType,
  environment,
  key: id("key"),
  delegation: id("del").nullable(),
  /** Agents from the root to the acting one; absent for a root agent. */
  chain: z.array(id("agt")).min(2).max(9).optional(),
  status: z.enum(["executed", "denied", "requested"]),
  decision_action: decisionAction,
  denial_reason: denialReason.optional(),
  reason_codes: z.array(code).max(128),
  policies: z.array(policyRef),
  shadow: z.array(shadowRef),
  risk_score: z.number().min(0).max(100),
  obligations: z.array(dotted).max(64),
  findings: z.array(finding).max(64).optional(),
  settled: settled.optional(),
  thresholds: thresholds.optional(),
  /** The fallback model in use, as an index into the policy's list. */
  fallback: z.strictObject({ policy: id("pol"), index: count }).optional(),
  /** The key and the sequence number of the signed statement, which is the payload `statement`. */
  statement: z.strictObject({ key: id("aik"), sequence: count.min(1) }).optional(),
  ...eventTypes,
};

const delegation = z.strictObject({
  delegation: id("del"),
  parent: id("agt"),
  child: id("agt"),
  key: id("key").optional(),
  environment: environment.optional(),
  depth: count.max(8).optional(),
  expires_at: timestamp.optional(),
  capabilities_hash: hash.optional(),
  /** The delegation whose end also ended this one; absent when this one was ended directly. */
  ended_with: id("del").optional(),
  ...eventTypes,
});
const key = z.strictObject({
  key: id("key"),
  /** The key that a new one replaces. */
  replaces: id("key").optional(),
  agent: id("agt").nullable(),
  environment,
  scopes: z
    .array(
      z
        .string()
        .max(64)
        .regex(/^[a-z_]+:[a-z_]+$/),
    )
    .max(32),
  ...eventTypes,
});
const role = z.enum(["owner", "admin", "operator", "auditor", "member"]);
const session = z.strictObject({ session: id("ses"), user: id("usr"), ...eventTypes });

/** The schemas of `data` by kind of entry: closed objects, checked before an entry is written. Verifiers do not use them. */
export const ENTRY_DATA = {
  "org.created": z.strictObject({ generation: count.min(1), vkey, ...eventTypes }),
  "action.executed": z.strictObject({
    ...decision,
    approval: id("apr").optional(),
    request_event: id("evt").optional(),
    /** The permit, when it is verified offline. The use of other permits is an entry of its own. */
    permit: id("prm").optional(),
    permit_grade: z.literal("offline").optional(),
    digest: hash.optional(),
    requested_digest: hash.optional(),
    /** The grant that allowed the action, and the number of its uses with this one. */
    grant: id("gra").optional(),
    grant_use: count.min(1).optional(),
    /** The total of its uses with this one, in millionths, when the grant has a sum. */
    grant_sum: count.optional(),
  }),
  "action.denied": z.strictObject(decision),
  "action.reported": z.strictObject({
    event: id("evt"),
    action_type: actionType,
    status: z.enum(["success", "failure", "partial"]),
    /** True when an earlier report or a person said otherwise. */
    contradicts: z.literal(true).optional(),
    /** The postconditions that were checked, by the policy's names. */
    postconditions: z
      .array(z.strictObject({ name: z.string().max(64), result: z.enum(["holds", "broken", "unknown"]) }))
      .max(1024)
      .optional(),
    reason_codes: z.array(z.literal("POSTCONDITION_FAILED")).max(1).optional(),
    /** The findings that were redacted from the report before it was stored. */
    findings: z.array(finding).max(64).optional(),
    thresholds: thresholds.optional(),
    overruns: overruns.optional(),
    ...eventTypes,
  }),
  "report.refused": z.strictObject({ event: id("evt"), action_type: actionType, reported: z.enum(["success", "partial"]), ...eventTypes }),
  "approval.requested": z.strictObject({
    ...decision,
    approval: id("apr"),
    digest: hash,
    expires_at: timestamp,
    use_within: count,
    /** Salted hash of the approval terms. */
    terms: hash.optional(),
    /** The caps that people are asked to extend. */
    extension: extension.optional(),
  }),
  ...APPROVAL_ENTRY_DATA,
  "delegation.created": delegation,
  "delegation.revoked": delegation,
  "delegation.expired": delegation,
  ...CONTROL_ENTRY_DATA,
  "policy.changed": z.strictObject({
    policy: id("pol"),
    change: z.enum(["drafted", "published", "rolled_back", "disabled", "review_requested", "review_rejected"]),
    version: count,
    hash,
    epoch: count.optional(),
    /** The review that approved this change, with its requester. */
    review: id("prv").optional(),
    requested_by: z.union([id("usr"), id("key")]).optional(),
    ...eventTypes,
  }),
  "agent.changed": z.strictObject({
    agent: id("agt"),
    change: z.enum(["created", "changed", "disabled", "enabled"]),
    capabilities_hash: hash.optional(),
    ...eventTypes,
  }),
  "key.created": key,
  "key.revoked": key,
  "organisation.changed": z.strictObject({
    organisation: id("org"),
    change: z.enum(["renamed", "zone", "policy_settings", "text_index", "deletion_requested", "deletion_undone", "purged"]),
    /** True when words of decisions are indexed from now on, false when the index is erased. */
    text_index: z.boolean().optional(),
    /** The time at which a requested deletion deletes everything. */
    purge_at: timestamp.optional(),
    /** The organisation's new IANA time zone, when it changed. */
    zone: z
      .string()
      .max(64)
      .regex(/^[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*$/)
      .optional(),
    /** The changed settings. */
    settings: z
      .strictObject({
        epoch: count,
        default: z.enum(["allow", "deny"]),
        plan_only: z.boolean(),
        side_effect_free: z.array(actionPattern).max(256).optional(),
        review_widenings: z.boolean().optional(),
        environment_modes: z.partialRecord(environment, z.enum(["enforce", "monitor", "report_only"])),
        /** Null for an environment that follows the organisation's default. */
        environment_defaults: z.partialRecord(environment, z.enum(["allow", "deny"]).nullable()).optional(),
      })
      .optional(),
    ...eventTypes,
  }),
  "member.changed": z.strictObject({
    user: id("usr"),
    change: z.enum(["added", "changed", "removed", "password_changed"]),
    role,
    ...eventTypes,
  }),
  "group.changed": z.strictObject({
    group: id("grp"),
    change: z.enum(["created", "changed", "removed"]),
    members: z.array(id("usr")).max(256),
    ...eventTypes,
  }),
  "handover.changed": z.strictObject({
    user: id("usr"),
    change: z.enum(["handed_over", "taken_back"]),
    to: id("usr"),
    from: timestamp,
    until: timestamp,
    ...eventTypes,
  }),
  "invitation.changed": z.strictObject({
    invitation: id("inv"),
    change: z.enum(["created", "resent", "revoked", "accepted"]),
    role,
    expires_at: timestamp.optional(),
    ...eventTypes,
  }),
  "passkey.changed": z.strictObject({
    passkey: id("psk"),
    user: id("usr"),
    change: z.enum(["registered", "removed"]),
    /** The public key (SubjectPublicKeyInfo, base64url) and the SHA-256 of the relying party's id, when it was registered. */
    public_key: z
      .string()
      .max(256)
      .regex(/^[A-Za-z0-9_-]+$/)
      .optional(),
    rp: hash.optional(),
    ...eventTypes,
  }),
  "totp.changed": z.strictObject({
    user: id("usr"),
    change: z.enum(["enrolled", "removed"]),
    /** The proof of identity with which it was removed. */
    proof: z.enum(["password", "totp", "recovery_code"]).optional(),
    ...eventTypes,
  }),
  "permit_key.changed": z.strictObject({
    /** RFC 7638 thumbprint of the key. */
    key: thumbprint,
    change: z.enum(["created", "rotated"]),
    /** The key that it replaces, and the time until which that one is published. */
    replaces: thumbprint.optional(),
    until: timestamp.optional(),
    ...eventTypes,
  }),
  "channel.changed": z.strictObject({
    channel: id("whk"),
    kind: z.enum(["webhook", "teams", "slack"]),
    change: z.enum(["created", "changed", "secret_rotated", "deleted", "disabled"]),
    /** Why the server disabled the channel: its receiver answered 410 Gone. */
    because: z.literal("gone").optional(),
    ...eventTypes,
  }),
  "session.started": session,
  "session.ended": session,
  "audit.exported": z.strictObject({
    from: count,
    to: count,
    format: z.enum(["ndjson", "csv", "json", "html"]),
    /** The members of an exported report: its name, its status, and the hash of its canonical JSON. */
    report: z.enum(["article_12", "owasp_agentic", "soc2", "hipaa"]).optional(),
    status: z.enum(["report"]).optional(),
    digest: hash.optional(),
    /** True when the values behind the commitments were exported too. */
    payloads: z.literal(true).optional(),
    /** The earlier generation of the log that was exported. */
    generation: count.min(1).optional(),
    // The filters of the export; absent when it contains every entry from `from` to `to`.
    filters: z
      .strictObject({
        kinds: z.array(dotted).max(64).optional(),
        action_type: actionPattern.optional(),
        agent: id("agt").optional(),
        actor: z.union([z.literal("system"), id("usr"), id("agt"), id("key")]).optional(),
        statuses: z.array(dotted).max(64).optional(),
        policy: id("pol").optional(),
        approval: id("apr").optional(),
        anomaly: anomalyCode.optional(),
        environment: environment.optional(),
        run: id("run").optional(),
        /** Keyed hashes of ids that callers chose, and the request when such an id is one of ours. */
        session: reference.optional(),
        correlation: reference.optional(),
        correlation_request: id("evt").optional(),
        event: reference.optional(),
        event_request: id("evt").optional(),
      })
      .optional(),
    ...eventTypes,
  }),
  /** Entry 0 of a later generation: the size at which the previous one was restored, and its last signed head. */
  "ledger.restored": z.strictObject({
    generation: count.min(2),
    vkey,
    previous: z.strictObject({ origin, size: count, root: hash }),
    signed: z.strictObject({ size: count, root: hash }).optional(),
    ...eventTypes,
  }),
  /** A person read the values behind an entry's placeholders. */
  "audit.revealed": z.strictObject({ event: id("evt"), placeholders: count, ...eventTypes }),
  /** A person verified every entry below `size` outside this server, under a head that this server signed. */
  /** Heads with more entries than the seq of this one are signed by the new key. Both keys sign the replacement. */
  "ledger.key_rotated": z.strictObject({ previous_vkey: vkey, vkey, previous_signature: signature, signature, ...eventTypes }),
  "ledger.verified": z.strictObject({ size: count, root: hash, ...eventTypes }),
  /** Evidence of an irregularity: an outcome of an action that was not allowed to run, or an approval without a recorded decision. */
  ...ANOMALY_ENTRY_DATA,
  /** An event that an agent's program records. Its name and data are in the payload. */
  "app.recorded": z.strictObject({
    environment,
    key: id("key"),
    run: id("run").optional(),
    /** The findings that were redacted from the event before it was stored. */
    findings: z.array(finding).max(64).optional(),
    ...eventTypes,
  }),
} as const satisfies Record<EntryKind, z.ZodType>;

/** The type of `data` for a kind of entry. */
export type EntryData<K extends EntryKind> = z.infer<(typeof ENTRY_DATA)[K]>;

/** Every word that `entryStatus` returns: the statuses and changes of `data`, and the outcomes of approvals. */
export const ENTRY_STATUSES: ReadonlySet<string> = new Set([
  "approved",
  "denied",
  ...Object.entries<z.ZodType>(ENTRY_DATA).flatMap(([kind, schema]) => [
    ...(schema instanceof z.ZodObject ? [schema.shape.status, schema.shape.change].flatMap(wordsOf) : []),
    ...(kind.startsWith("approval.") && kind !== "approval.decided" ? [kind.slice("approval.".length)] : []),
  ]),
]);

function wordsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodOptional) return wordsOf(schema.unwrap());
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
