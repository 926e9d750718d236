import { concatBytes, toHex, utf8 } from "../ledger/bytes.ts";
import { canonicalize } from "../ledger/jcs.ts";
import type { Sha256 } from "../ledger/types.ts";
import type { Submission } from "../model/facts.ts";
import type { ApprovalPlan, Obligation } from "../model/verdict.ts";
import type { RequestedBy } from "./eligibility.ts";

/** The data that an approval is bound to. Ids are wire ids. */
export interface DigestInput {
  readonly org: string;
  readonly environment: string;
  readonly agent: string;
  /** Agent ids from the root of the delegation to the requesting agent. */
  readonly chain: readonly string[];
  readonly delegation: string | null;
  readonly submission: Submission;
  readonly obligations: readonly Obligation[];
}

/**
 * Returns SHA-256(salt ‖ JCS(action)) as lower-case hex.
 * INVARIANT: every field of the submission is included except `supports`, which states the caller's abilities. A changed argument, agent,
 * environment or organisation gives another digest.
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
    submission,
    obligations: input.obligations,
  });
  return hashSalted(sha256, salt, preimage);
}

/** The terms of a request: its approval settings and requester. */
export interface ApprovalTerms {
  readonly plan: ApprovalPlan;
  readonly requested_by: RequestedBy;
}

/** Returns SHA-256(salt ‖ JCS(terms)) as lower-case hex, which commits the request's entry to its approvers and rules. */
export function termsHash(sha256: Sha256, salt: Uint8Array, { plan, requested_by }: ApprovalTerms): string {
  return hashSalted(sha256, salt, canonicalize({ v: 1, plan, requested_by }));
}

/** Returns SHA-256(salt ‖ JCS(grant)) as lower-case hex, by which a vote names the grant that it is for. */
export function grantHash(sha256: Sha256, salt: Uint8Array, grant: unknown): string {
  return hashSalted(sha256, salt, canonicalize({ v: 1, grant }));
}

function hashSalted(sha256: Sha256, salt: Uint8Array, preimage: string): string {
  return toHex(sha256(concatBytes(salt, utf8(preimage))));
}
