import type { PolicyImpact, PolicyImpactInput } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { policyHash } from "@agentlattice/core/policy";
import { type Assessment, assess } from "@agentlattice/core/settle";
import { grantOrgScope, sha256 } from "@agentlattice/db";
import { prepareAssessment } from "../../approvals/assess-request.ts";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import { openApprovals } from "../../approvals/open-approvals.ts";
import { visibleAgents } from "../../audit/visible-agents.ts";
import type { OrgConfig } from "../../config/org-config.ts";
import { type CandidatePolicy, withPolicy } from "../../config/with-policy.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { ownEnvironment } from "../../http/environment-reach.ts";
import type { Principal } from "../../http/principal.ts";
import { policyIdOf } from "../find-policy.ts";
import { findVisibleVersion } from "../policy-reach.ts";
import { readPolicyInput } from "../reading/read-policy-input.ts";
import { requireReader } from "../require-reader.ts";
import { startTimeBudget } from "../time-budget.ts";
import { documentOf } from "../to-policy.ts";

const MAX_COMPARED = 1_000;
const MAX_LISTED = 100;

export interface ImpactCall {
  readonly principal: Principal;
  readonly input: PolicyImpactInput;
  readonly deps: Deps;
}

type Change = PolicyImpact["changes"][number];

/**
 * Compares the open requests with the policies as they would be after a change of one policy, by the same comparison that follows its
 * publication. Saves nothing. Members see only the requests of their own agents, and keys of an environment only those of the environment.
 * @throws AppError POLICY_INVALID, NOT_FOUND, FORBIDDEN for agents, POLICY_UNAVAILABLE
 */
export async function previewImpact(call: ImpactCall): Promise<PolicyImpact> {
  const { principal, deps } = call;
  requireReader(principal);
  const { orgId } = principal.scope;
  const { name, candidate } = await readChange(call);
  const current = await deps.configs.get(orgId);
  if (current.bundle.tampered)
    throw new AppError("POLICY_UNAVAILABLE", {
      detail:
        "The stored policies do not match their signed manifest, so they cannot be compared. Ask an operator to compare the database with a backup.",
    });
  const config = withPolicy(current, name, candidate);
  const [agents, environment] = [await visibleAgents(deps, principal), ownEnvironment(principal)];
  const isVisible = ({ record }: LoadedApproval) =>
    (agents?.includes(record.agent_id) ?? true) && (environment === null || record.environment === environment);
  const hasTime = startTimeBudget(deps.now);
  const changes: Change[] = [];
  let compared = 0;
  let more = false;
  for await (const batch of openApprovals(deps, orgId)) {
    for (const approval of batch.filter(isVisible)) {
      more = compared === MAX_COMPARED || !(await hasTime());
      if (more) break;
      const change = await compare(deps, config, approval);
      if (change) changes.push(change);
      compared += 1;
    }
    if (more) break;
  }
  const count = (status: Change["status"]) => changes.filter((change) => change.status === status).length;
  return {
    compared,
    more,
    affected: { waiting: count("pending"), approved: count("approved") },
    changes: changes.slice(0, MAX_LISTED),
  };
}

/** Reads the policy that changes, and what it would become; null when it would be disabled. */
async function readChange({ principal, input, deps }: ImpactCall): Promise<{ name: string; candidate: CandidatePolicy | null }> {
  const { scope } = principal;
  if (input.policy === undefined) {
    const { document, yaml: text } = input;
    const { policy, yaml } = await readPolicyInput({ deps, principal }, text === undefined ? { document } : { yaml: text });
    const { name } = policy.metadata;
    const saved = await deps.database.inOrg(scope, (client) => client.policy.findFirst({ where: { orgId: scope.orgId, name } }));
    const id = saved ? encodeId("pol", saved.policyId) : "draft";
    return { name, candidate: { id, version: 0, hash: policyHash(sha256, policy), document: policy, yaml } };
  }
  const policyId = policyIdOf(input.policy);
  const { policy, version } = await deps.database.inOrg(scope, (client) => findVisibleVersion(client, principal, policyId, input.version));
  if (input.disable) return { name: policy.name, candidate: null };
  const id = encodeId("pol", policyId);
  const { version: number, yaml } = version;
  return { name: policy.name, candidate: { id, version: number, hash: toHex(version.hash), document: documentOf(version), yaml } };
}

const OUTCOMES: Partial<Record<Assessment["outcome"], Change["outcome"]>> = {
  denied: "ends",
  asks_more: "asks_more",
  satisfied: "approved",
};

/** Compares one request with a configuration. Returns null when it continues unchanged. */
async function compare(deps: Deps, config: OrgConfig, approval: LoadedApproval): Promise<Change | null> {
  const { record } = approval;
  const configs = { get: async () => config };
  const evaluate = await prepareAssessment(deps, grantOrgScope(config.orgId), approval, configs);
  if (!evaluate) return null;
  const { assessed } = await evaluate();
  const assessment = assess(record, assessed, { people: config.members, now: deps.now() });
  const outcome = OUTCOMES[assessment.outcome];
  if (outcome === undefined) return null;
  return {
    approval_id: encodeId("apr", record.approval_id),
    status: record.status === "approved" ? "approved" : "pending",
    action_type: record.action_type,
    environment: record.environment,
    outcome,
    ...(assessment.outcome === "denied" ? { reason: assessment.reason } : {}),
  };
}
