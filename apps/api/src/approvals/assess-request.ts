import type { ActionInput } from "@agentlattice/contract";
import { assessRisk, type RequestedBy, termsHash } from "@agentlattice/core/approval";
import type { Assessed } from "@agentlattice/core/settle";
import type { OrgScope } from "@agentlattice/db";
import { sha256 } from "@agentlattice/db";
import { type JudgeDeps, type Judgement, judge } from "../actions/judge.ts";
import type { Deps } from "../deps.ts";
import { findAgentOfKey } from "../http/authenticate.ts";
import type { LoadedApproval } from "./loaded-approval.ts";

/** Returns the parts of a judgement by which settling compares a request with the current policies. */
export function assessedOf({ facts, verdict }: Judgement, salt: Uint8Array | null, requested_by: RequestedBy): Assessed {
  const { placeholders: _, ...kept } = verdict;
  const plan = kept.approval;
  if (!plan || !salt) return { verdict: kept };
  return { verdict: kept, asked: { risk: assessRisk(facts, plan), terms: termsHash(sha256, salt, { plan, requested_by }) } };
}

/**
 * Prepares the evaluation of a request by the current policies, as the agent that made it. Returns null for a request whose arguments are
 * missing or changed, and for one of budgets, which runs nothing.
 * @param configs the policies to compare with; a preview passes some that are not in force
 */
export async function prepareAssessment(
  deps: Deps,
  scope: OrgScope,
  { record, submission, digestSalt }: Pick<LoadedApproval, "record" | "submission" | "digestSalt">,
  configs: JudgeDeps["configs"] = deps.configs,
): Promise<(() => Promise<{ readonly assessed: Assessed; readonly version: number }>) | null> {
  if (!submission || record.plan.reserves) return null;
  const where = { orgId_keyId: { orgId: scope.orgId, keyId: record.key_id } };
  const key = await deps.database.inOrg(scope, (client) => client.apiKey.findUnique({ where, select: { keyHash: true } }));
  if (!key) return null;
  return async () => {
    const agent = { ...(await findAgentOfKey(deps, key.keyHash)), environment: record.environment };
    const judged = await judge({ ...deps, configs }, agent, submission as ActionInput, { isAsked: true });
    return { assessed: assessedOf(judged, digestSalt, record.requested_by), version: judged.version };
  };
}
