import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

/**
 * Limits agents to those that a principal may see or change: an agent itself, a member the agents that they own, everyone else all agents.
 */
export function agentsOf(principal: Principal): { orgId: string; agentId?: string; ownerUserId?: string } {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") return { orgId, agentId: principal.agentId };
  if (principal.kind === "person" && principal.role === "member") return { orgId, ownerUserId: principal.userId };
  return { orgId };
}

/** Finds an agent that the principal may see. @throws AppError NOT_FOUND */
export async function findAgent(client: OrgClient, principal: Principal, agentId: string) {
  const agent = await client.agent.findFirst({ where: { AND: [agentsOf(principal), { agentId }] } });
  if (!agent) throw agentNotFound();
  return agent;
}

export type AgentRow = Awaited<ReturnType<typeof findAgent>>;

/** Decodes the id of an agent. @throws AppError NOT_FOUND for other text */
export function agentIdOf(id: string | undefined): string {
  const uuid = decodeId("agt", id ?? "");
  if (!uuid) throw agentNotFound();
  return uuid;
}

function agentNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such agent. GET /agents lists the agents you may see." });
}
