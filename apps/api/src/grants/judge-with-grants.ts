import type { ActionInput } from "@agentlattice/contract";
import { type Judgement, judge } from "../actions/judge.ts";
import type { AgentPrincipal } from "../http/principal.ts";
import { type CoveredAction, findGrant } from "./find-grant.ts";

/**
 * Evaluates a submission with the policies in force, and finds a standing grant that satisfies the approval for which they ask. The verdict
 * names the grant that nearly does.
 * @param spent ids of grants that a commit found unusable
 */
export async function judgeWithGrants(input: {
  readonly deps: Parameters<typeof judge>[0];
  readonly principal: AgentPrincipal;
  readonly submission: ActionInput;
  readonly unusableGrants: ReadonlySet<string>;
  readonly explain?: boolean;
}): Promise<{ judgement: Judgement; covered: CoveredAction | null }> {
  const { deps, principal, submission, unusableGrants, explain = false } = input;
  const judgement = await judge(deps, principal, submission, explain ? { explain } : {});
  const match = await findGrant({ deps, principal, judgement, actionType: submission.action_type, unusableGrants });
  if (match.covered || !match.mismatch) return { judgement, covered: match.covered };
  return { judgement: { ...judgement, verdict: { ...judgement.verdict, grant_mismatch: match.mismatch } }, covered: null };
}
