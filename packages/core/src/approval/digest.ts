import { canonicalize } from "../ledger/jcs.ts";
import type { Sha256 } from "../ledger/types.ts";
import type { Submission } from "../model/facts.ts";
import type { Json } from "../model/json.ts";
import type { ApprovalPlan, Obligation } from "../model/verdict.ts";
import type { RequestedBy } from "./eligibility.ts";

/** Everything an approval is bound to. Ids are wire ids. */
export interface DigestInput {
  readonly org: string;
  readonly environment: string;
  readonly agent: string;
  /** Agent ids from the root of the delegation to the agent that asks. */
  readonly chain: readonly string[];
  readonly delegation: string | null;
  readonly submission: Submission;
  readonly obligations: readonly Obligation[];
}

const encoder = new TextEncoder();

/**
 * SHA-256(salt ‖ JCS(what would run)) as lower-case hex.
 * INVARIANT: every field of the submission but `supports` (what the caller can do, not what it wants) is inside, so a
 * changed argument, agent, environment or organisation is another digest.
 */
export function approvalDigest(sha256: Sha256, salt: Uint8Array, input: DigestInput): string {
  const { supports: _, ...submission } = input.submission;
  const preimage = canonicalize({
    v: 1,
    org: input.org,
    environment: input.environment,
    agent: input.agent,
    chain: input.chain,
    delegation: input.delegation,
    submission: submission as Json,
    obligations: input.obligations as unknown as Json,
  });
  return hashSalted(sha256, salt, preimage);
}

/** What a request asks of people besides what would run. */
export interface ApprovalTerms {
  readonly plan: ApprovalPlan;
  readonly requested_by: RequestedBy;
}

/** SHA-256(salt ‖ JCS(terms)) as lower-case hex: commits the request's entry to who may decide, and how. */
export function termsHash(sha256: Sha256, salt: Uint8Array, { plan, requested_by }: ApprovalTerms): string {
  return hashSalted(sha256, salt, canonicalize({ v: 1, plan: plan as unknown as Json, requested_by: requested_by as unknown as Json }));
}

function hashSalted(sha256: Sha256, salt: Uint8Array, preimage: string): string {
  const text = encoder.encode(preimage);
  const bytes = new Uint8Array(salt.length + text.length);
  bytes.set(salt);
  bytes.set(text, salt.length);
  return toHex(sha256(bytes));
}

function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex;
}
