import { encodeId, type Facts, type GrantMismatch, type Submission, type Verdict } from "@agentlattice/core";
import { findBoundReached, findTermMismatch, type GrantTerms, readAmount, type TermMismatch, usesOf } from "@agentlattice/core/policy";
import type { GrantUse } from "@agentlattice/core/settle";
import type { OpenGrant } from "@agentlattice/db";
import type { Judgement } from "../actions/judge.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import type { SealedGrant } from "./read-grants.ts";

/** A grant that covers an action, and the verdict of its execution. */
export interface CoveredAction {
  readonly use: GrantUse;
  readonly terms: GrantTerms;
  readonly verdict: Verdict;
}

/** The grant that covers an action, or the one that nearly does; neither when the agent has no grant for the action. */
export type GrantMatch = { readonly covered: CoveredAction } | { readonly covered: null; readonly mismatch?: GrantMismatch };

/** The parts of a grant in the order in which they are compared. The grant that matches in most of them nearly covers the action. */
const PARTS = ["key", "policies", "arguments", "bounds"] as const;

interface Mismatch extends TermMismatch {
  readonly part: (typeof PARTS)[number];
}

/**
 * Finds a grant that covers an action for which the policies require an approval.
 * INVARIANT: a grant satisfies only the policy versions that asked when it was given. It overrides no denial, and its bounds are checked
 * again under the lock of the ledger commit.
 * @param unusableGrants ids of grants that a commit found unusable
 */
export async function findGrant(input: {
  readonly deps: Pick<Deps, "database">;
  readonly principal: AgentPrincipal;
  readonly judgement: Judgement;
  readonly actionType: string;
  readonly unusableGrants: ReadonlySet<string>;
}): Promise<GrantMatch> {
  const { deps, principal, judgement, actionType, unusableGrants } = input;
  const { verdict, facts } = judgement;
  if (verdict.status !== "requested" || !verdict.approval?.grants) return { covered: null };
  const { agentId, keyId, environment } = principal;
  const grants = await deps.database.openGrants(principal.scope, { agentId, keyId, actionType, environment });
  const submitted = { ...facts, submission: verdict.effective ?? facts.submission };
  const asking = verdict.policies.filter((policy) => policy.verdict === "approve").map(({ id, hash }) => `${id}:${hash}`);
  const mismatches: (Mismatch & { readonly grantId: string })[] = [];
  for (const grant of grants) {
    const sealed = grant.terms as unknown as SealedGrant | null;
    if (!sealed) continue;
    const mismatch = compare(grant, sealed, { asking, submitted });
    if (mismatch) mismatches.push({ ...mismatch, grantId: grant.grantId });
    else if (!unusableGrants.has(grant.grantId)) return { covered: cover(grant, sealed, { verdict, submitted }) };
  }
  const nearest = Math.max(...mismatches.map(({ part }) => PARTS.indexOf(part)));
  const found = mismatches.find(({ part }) => PARTS.indexOf(part) === nearest);
  return found
    ? { covered: null, mismatch: { grant_id: encodeId("gra", found.grantId), term: found.term, reason: found.reason } }
    : { covered: null };
}

interface Compared {
  /** The policies that ask now, as `id:hash`. */
  readonly asking: readonly string[];
  readonly submitted: Facts;
}

function compare({ isOwnKey, uses, usedSum }: OpenGrant, sealed: SealedGrant, { asking, submitted }: Compared): Mismatch | null {
  const { terms, submission, asked } = sealed;
  if (!isOwnKey) return { part: "key", term: "key", reason: "The grant was given to another key of this agent." };
  if (asking.some((policy) => !asked.includes(policy)))
    return { part: "policies", term: "policies", reason: "Other policies ask now than when the grant was given." };
  const different = findTermMismatch(terms, submission, submitted);
  if (different) return { part: "arguments", ...different };
  const reached = findBoundReached(terms, amountOf(terms, submitted.submission), { uses, sum: usedSum });
  return reached && { part: "bounds", ...reached };
}

/** Returns the amount that a use adds to the sum of a grant. */
function amountOf({ sum, sum_field }: GrantTerms, submission: Submission): number {
  return sum === null ? 0 : (readAmount(submission, sum_field) ?? Number.POSITIVE_INFINITY);
}

function cover(
  { grantId }: OpenGrant,
  { terms, submission }: SealedGrant,
  { verdict, submitted }: { verdict: Verdict; submitted: Facts },
): CoveredAction {
  const use = { grant_id: grantId, count: terms.count, sum: terms.sum, amount: amountOf(terms, submitted.submission) };
  return { use, terms, verdict: asExecuted(verdict, submission) };
}

/** Returns the verdict of an action whose approval a grant satisfies. Obligations, findings and limits stay. */
function asExecuted({ approval: _, summary: __, ...verdict }: Verdict, submission: Submission): Verdict {
  return {
    ...verdict,
    action: "ALLOW",
    status: "executed",
    message: `A standing grant allows this (policy ${verdict.policy_name}).`,
    event_types: ["action.executed", ...usesOf(submission, verdict)],
  };
}
