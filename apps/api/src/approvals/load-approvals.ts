import type { Submission } from "@agentlattice/core";
import { countersOf } from "@agentlattice/core/settle";
import {
  type ApprovalQuery,
  type CounterExtension,
  type OrgScope,
  type ReadOne,
  readExtensions,
  readTogether,
  type StoredApproval,
} from "@agentlattice/db";
import { readDecisionPayload, storedRewrite } from "../actions/decision-payload.ts";
import type { OrgConfig } from "../config/org-config.ts";
import { type AgentChain, readDelegationChains } from "../delegations/read-chains.ts";
import type { Deps } from "../deps.ts";
import type { LoadedApproval } from "./loaded-approval.ts";
import { amountOf, targetOf, toApproval } from "./to-approval.ts";

/** Maximum number of approvals that one query reads by id. Decrypting them takes about 50 µs each on the serving thread. */
const BATCH = 50;

/** Opens the reads of single approvals, which share queries. */
export function openApprovalReads(deps: Pick<Deps, "configs" | "database" | "env" | "now">): ReadOne<LoadedApproval> {
  return readTogether(BATCH, async (scope, approvalIds) => {
    const loaded = await loadApprovals(deps, scope, { approvalIds, limit: approvalIds.length });
    return new Map(loaded.map((approval) => [approval.record.approval_id, approval]));
  });
}

/** Reads approvals with their votes, payloads and delegation chains in a fixed number of queries. */
export async function loadApprovals(
  deps: Pick<Deps, "configs" | "database" | "env" | "now">,
  scope: OrgScope,
  query: ApprovalQuery,
): Promise<LoadedApproval[]> {
  const [config, stored] = await Promise.all([deps.configs.get(scope.orgId), deps.database.approvals(scope, query)]);
  const chains = await chainsOf(
    deps,
    scope,
    config,
    stored.map(({ record }) => record.agent_id),
  );
  const counters = await extensionsOf(deps, scope, stored);
  return stored.map(({ record, digestSalt, payload, votes, notes }) => {
    const decision = readDecisionPayload(payload);
    const submission = decision?.submission ?? null;
    const chain = chains.get(record.agent_id) ?? null;
    return {
      record,
      chain,
      view: toApproval(record, {
        config,
        consoleUrl: deps.env.AL_CONSOLE_URL,
        votes,
        notes,
        effective: decision && record.progress.edit ? storedRewrite(decision, false) : {},
        chain,
        target: targetOf(submission ?? undefined),
        summary: decision?.evaluation.summary ?? null,
        amount: amountOf(record, submission as Submission | null),
        counters,
        now: deps.now(),
      }),
      digestSalt,
      submission,
      conditions: decision?.evaluation.conditions ?? [],
      message: decision?.evaluation.message ?? null,
      votes,
      notes,
      counters,
    };
  });
}

/** Reads the extensions of the counters that pending requests ask to extend. */
async function extensionsOf(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  stored: readonly StoredApproval[],
): Promise<ReadonlyMap<string, CounterExtension>> {
  const keys = stored.flatMap(({ record }) => (record.status === "pending" ? countersOf(record.plan) : []));
  if (keys.length === 0) return new Map();
  return deps.database.inOrg(scope, (client) => readExtensions(client, scope.orgId, keys));
}

/** Returns agents that the configuration does not contain, which are the delegated ones. */
async function chainsOf(
  deps: Pick<Deps, "database">,
  scope: OrgScope,
  config: OrgConfig,
  agentIds: readonly string[],
): Promise<Map<string, AgentChain>> {
  const delegated = agentIds.filter((agentId) => !config.agents.has(agentId));
  if (delegated.length === 0) return new Map();
  return deps.database.inOrg(scope, (client) => readDelegationChains(client, scope.orgId, delegated));
}
