import type { Agent, AgentPatch } from "@agentlattice/contract";
import type { AuditedContext } from "@agentlattice/db";
import type { z } from "zod";
import { announceApproval } from "../approvals/announce.ts";
import { type EndedRequests, endRequests } from "../approvals/end-requests.ts";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { agentEntry } from "./agent-entry.ts";
import { describeAgent } from "./describe-agents.ts";
import { type AgentRow, findAgent } from "./find-agent.ts";
import { resolveOwner } from "./resolve-owner.ts";

type Patch = z.output<typeof AgentPatch>;

export interface ChangeAgentInput {
  readonly principal: Principal;
  readonly agentId: string;
  readonly patch: Patch;
  readonly deps: Pick<Deps, "configs" | "bus" | "database" | "newId" | "waiters">;
}

/**
 * Changes or disables an agent. Disabling stops its keys immediately and ends its open requests and those of its descendants. Every later
 * decision uses the new facts. A patch without changes writes nothing. @throws AppError NOT_FOUND, DELEGATION_INVALID
 */
export async function changeAgent({ principal, agentId, patch, deps }: ChangeAgentInput): Promise<Agent> {
  const { orgId } = principal.scope;
  const { result } = await deps.database.audited(principal.scope, async (context) => {
    const { client } = context;
    const before = await findAgent(client, principal, agentId);
    refuseRewriting(before, patch);
    const data = {
      description: patch.description ?? before.description,
      capabilities: patch.capabilities ?? before.capabilities,
      labels: patch.labels ?? (before.labels as Record<string, string>),
      ownerUserId: patch.owner === undefined ? before.ownerUserId : await resolveOwner(client, principal, patch.owner),
      status: patch.status ?? before.status,
    };
    const change = changeOf(before, data);
    if (!change) return { result: { agent: before, ended: [] }, entries: [], changesAnswers: false };
    const after = await client.agent.update({ where: { orgId_agentId: { orgId, agentId } }, data });
    // Delegated agents have the same owner as the agent that delegates.
    if (before.ownerUserId !== after.ownerUserId)
      await client.agent.updateMany({ where: { orgId, rootAgentId: agentId }, data: { ownerUserId: after.ownerUserId } });
    const ended = change === "disabled" ? await endRequestsOfAgent(deps, context, principal, agentId) : null;
    const entry = await agentEntry(deps, principal, context, after, change);
    return { result: { agent: after, ended: ended?.ids ?? [] }, entries: [entry, ...(ended?.entries ?? [])], changesAnswers: true };
  });
  for (const approvalId of result.ended) announceApproval(deps, orgId, approvalId, null);
  return deps.database.inOrg(principal.scope, (client) => describeAgent(deps, client, principal, result.agent));
}

/** Ends the requests of a disabled agent and of its descendants, because no agent may act on its behalf. */
async function endRequestsOfAgent(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  principal: Principal,
  agentId: string,
): Promise<EndedRequests> {
  const { orgId } = principal.scope;
  const below = await context.client.delegation.findMany({ where: { orgId, chain: { has: agentId } }, select: { childAgentId: true } });
  const agentIds = [agentId, ...below.map(({ childAgentId }) => childAgentId)];
  return endRequests(deps, context, { orgId, where: { agentId: { in: agentIds } }, reason: "AGENT_DISABLED", actor: actorOf(principal) });
}

/** Rejects every change of a delegated agent except its status, because its delegation defines the rest. */
function refuseRewriting(agent: AgentRow, { description, capabilities, labels, owner }: Patch): void {
  if (agent.rootAgentId === null || (description ?? capabilities ?? labels ?? owner) === undefined) return;
  throw new AppError("DELEGATION_INVALID", {
    detail: "The capabilities of a delegated agent cannot be changed. Revoke the delegation and create a new one.",
  });
}

function changeOf(before: AgentRow, after: Pick<AgentRow, "description" | "capabilities" | "labels" | "ownerUserId" | "status">) {
  if (before.status !== after.status) return after.status === "disabled" ? "disabled" : "enabled";
  const facts = ({ description, capabilities, labels, ownerUserId }: typeof after) =>
    JSON.stringify([description, capabilities, Object.entries(labels as object).sort(), ownerUserId]);
  return facts(before) === facts(after) ? null : "changed";
}
