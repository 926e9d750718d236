import type { Submission, Verdict } from "@agentlattice/core";
import { grantCovers, isUsedUp, readAmount, usesOf } from "@agentlattice/core/policy";
import type { GrantUse } from "@agentlattice/core/settle";
import type { Judgement } from "../actions/judge.ts";
import type { Deps } from "../deps.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import type { SealedGrant } from "./read-grants.ts";

/** A grant that covers an action, and the verdict of its execution. */
export interface CoveredAction {
  readonly use: GrantUse;
  readonly verdict: Verdict;
}

/**
 * Finds a grant that covers an action for which the policies require an approval.
 * INVARIANT: a grant satisfies only the policy versions that asked when it was given. It overrides no denial, and its bounds are checked
 * again under the lock of the ledger commit.
 * @param spent ids of grants that a commit found unusable
 */
export async function findGrant(input: {
  readonly deps: Pick<Deps, "database">;
  readonly principal: AgentPrincipal;
  readonly judgement: Judgement;
  readonly actionType: string;
  readonly unusableGrants: ReadonlySet<string>;
}): Promise<CoveredAction | null> {
  const { deps, principal, judgement, actionType, unusableGrants } = input;
  const { verdict, facts } = judgement;
  if (verdict.status !== "requested" || !verdict.approval?.grants) return null;
  const asking = verdict.policies.filter((policy) => policy.verdict === "approve").map(({ id, hash }) => `${id}:${hash}`);
  const { agentId, keyId, environment } = principal;
  const grants = await deps.database.openGrants(principal.scope, { agentId, keyId, actionType, environment, except: [...unusableGrants] });
  const submitted = { ...facts, submission: verdict.effective ?? facts.submission };
  for (const { grantId, uses, usedSum, terms: stored } of grants) {
    const sealed = stored as unknown as SealedGrant | null;
    if (!sealed || asking.some((policy) => !sealed.asked.includes(policy))) continue;
    const { terms, submission } = sealed;
    if (isUsedUp(terms, { uses, sum: usedSum }) || !grantCovers(terms, submission, submitted)) continue;
    const amount = terms.sum === null ? 0 : readAmount(submitted.submission, terms.sum_field);
    if (amount === null || (terms.sum !== null && usedSum + amount > terms.sum)) continue;
    return { use: { grant_id: grantId, count: terms.count, sum: terms.sum, amount }, verdict: asExecuted(verdict, submission) };
  }
  return null;
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
