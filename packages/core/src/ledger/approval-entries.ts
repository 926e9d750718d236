import { z } from "zod";
import {
  actionType,
  amounts,
  count,
  denialReason,
  environment,
  eventTypes,
  extended,
  hash,
  id,
  policyRef,
  timestamp,
} from "./entry-fields.ts";

/** The reasons for which a grant ends before its time. */
export const GRANT_END_REASONS = ["POLICY_CHANGED", "KEY_REVOKED", "AGENT_DISABLED", "DELEGATION_INVALID"] as const;

const approval = { approval: id("apr"), action_type: actionType, digest: hash, ...eventTypes };
const refusable = z.strictObject({ ...approval, denial_reason: denialReason.optional() });
const stage = count.max(128);
/** The parts of a vote: the person in whose right it was given, the proof of identity, and the first digest when the submission was changed. */
const vote = {
  for: id("usr").optional(),
  stage: stage.optional(),
  next_stage: stage.optional(),
  step_up: z.enum(["password", "passkey", "totp", "recovery_code"]).optional(),
  /** The passkey that signed, the digest of the request that was shown, and the hash of what was shown. */
  passkey: id("psk").optional(),
  seen: hash.optional(),
  preview: hash.optional(),
  requested_digest: hash.optional(),
  /** Salted hash of the grant that this vote names. */
  grant_terms: hash.optional(),
  /** The amounts by which this vote extends the budgets of the request. */
  extend: amounts.optional(),
};
const grant = { grant: id("gra"), approval: id("apr"), agent: id("agt"), ...eventTypes };
const noted = z.strictObject(approval);
/** The extension that ended with an approval. */
const withdrawn = { withdrawn: amounts.optional() };
/** The requirement of the current policies: salted hash of its terms, its policies, and the votes that count, by stage. */
const requirement = {
  terms: hash,
  policies: z.array(policyRef),
  kept_votes: z.array(z.strictObject({ vote: id("evt"), stage })).max(1024),
};

/** The schemas of `data` for the kinds about decisions on requests, grants and permits, and about outcomes. */
export const APPROVAL_ENTRY_DATA = {
  "approval.decided": refusable.extend({
    ...vote,
    decision: z.enum(["approve", "deny"]),
    /** True when one person released the request alone. */
    emergency: z.literal(true).optional(),
    review_by: timestamp.optional(),
    /** The grant that this decision gives. Its terms are in the payload. */
    grant: id("gra").optional(),
    grant_expires_at: timestamp.optional(),
    /** Bounds of the grant; `sum` is in millionths. */
    grant_bounds: z.strictObject({ agent: id("agt"), key: id("key"), environment, count: count.min(1), sum: count.optional() }).optional(),
    /** The caps that this decision extends. */
    extended: extended.optional(),
    /** True when a change of the policies decided: they ask nothing that the votes given do not satisfy. */
    requirement_changed: z.literal(true).optional(),
    ...z.strictObject(requirement).partial().shape,
  }),
  "approval.voted": z.strictObject({ ...approval, ...vote, vote: z.literal("approve") }),
  "approval.edited": z.strictObject({ ...approval, ...vote, requested_digest: hash, vote: z.literal("approve").optional() }),
  "approval.undone": z.strictObject({ ...approval, ...withdrawn }),
  "approval.requirement_changed": z.strictObject({ ...approval, ...requirement, stage, expires_at: timestamp.optional() }),
  "approval.escalated": z.strictObject({ ...approval, stage, level: count, expires_at: timestamp.optional() }),
  "approval.claimed": z.strictObject({ ...approval, until: timestamp }),
  "approval.released": noted,
  "approval.commented": noted,
  "approval.asked": noted,
  "approval.answered": noted,
  "emergency.reviewed": z.strictObject({ ...approval, user: id("usr") }),
  "emergency.unreviewed": z.strictObject({ ...approval, user: id("usr") }),
  "approval.expired": refusable,
  "approval.lapsed": refusable,
  "approval.cancelled": refusable,
  "approval.revoked": refusable.extend(withdrawn),
  "approval.refused": refusable,
  /** The deadline of the approval, or of its permit, after a halt had stopped it. */
  "approval.resumed": z.strictObject({ ...approval, lapses_at: timestamp.optional(), permit_expires_at: timestamp.optional() }),
  "grant.revoked": z.strictObject({ ...grant }),
  "grant.ended": z.strictObject({ ...grant, reason: z.enum(GRANT_END_REASONS) }),
  "permit.consumed": z.strictObject({ ...approval, permit: id("prm") }),
  "outcome.unknown": noted,
  "outcome.settled": z.strictObject({ ...approval, outcome: z.enum(["executed", "failed"]) }),
};
