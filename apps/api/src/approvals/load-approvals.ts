import type { ActionInput, Approval, ConditionResult } from "@agentlattice/contract";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import type { ApprovalQuery, OrgScope } from "@agentlattice/db";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { type DelegationLine, readLines } from "../delegations/read-lines.ts";
import type { Deps } from "../deps.ts";
import { targetOf, toApproval } from "./to-approval.ts";

/** An approval with what was typed around it. */
export interface LoadedApproval {
  readonly record: ApprovalRecord;
  readonly view: Approval;
  /** Who stands behind the agent, when it is a delegated one. */
  readonly line: DelegationLine | null;
  readonly digestSalt: Uint8Array | null;
  readonly submission: ActionInput | null;
  readonly conditions: readonly ConditionResult[];
}

/** Reads approvals with their votes and payloads, and the lines of delegated agents: a few queries however many there are. */
export async function loadApprovals(deps: Deps, scope: OrgScope, query: ApprovalQuery): Promise<LoadedApproval[]> {
  const [config, stored] = await Promise.all([deps.configs.get(scope.orgId), deps.database.approvals(scope, query)]);
  const lines = await linesOf(
    deps,
    scope,
    config,
    stored.map(({ record }) => record.agent_id),
  );
  return stored.map(({ record, digestSalt, payload, votes }) => {
    const decision = readDecisionPayload(payload);
    const submission = decision?.submission ?? null;
    const line = lines.get(record.agent_id) ?? null;
    return {
      record,
      line,
      view: toApproval(record, {
        config,
        consoleUrl: deps.env.AL_CONSOLE_URL,
        votes,
        line,
        target: targetOf(submission ?? undefined),
        summary: decision?.evaluation.summary ?? null,
        now: deps.now(),
      }),
      digestSalt,
      submission,
      conditions: decision?.evaluation.conditions ?? [],
    };
  });
}

/** The configuration knows the agents that people manage; any other is a delegated one. */
async function linesOf(deps: Deps, scope: OrgScope, config: OrgConfig, agentIds: readonly string[]): Promise<Map<string, DelegationLine>> {
  const delegated = agentIds.filter((agentId) => !config.agents.has(agentId));
  if (delegated.length === 0) return new Map();
  return deps.database.inOrg(scope, (client) => readLines(client, scope.orgId, delegated));
}
