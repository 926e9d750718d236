import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";

/** Which agents a principal may look at or change: an agent itself, a member those they own, everybody else all. */
export function agentsOf(principal: Principal): { orgId: string; agentId?: string; ownerUserId?: string } {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") return { orgId, agentId: principal.agentId };
  if (principal.kind === "person" && principal.role === "member") return { orgId, ownerUserId: principal.userId };
  return { orgId };
}

/** One agent that this principal may see. @throws AppError NOT_FOUND */
export async function findAgent(client: OrgClient, principal: Principal, agentId: string) {
  const agent = await client.agent.findFirst({ where: { AND: [agentsOf(principal), { agentId }] } });
  if (!agent) throw agentNotFound();
  return agent;
}

export type AgentRow = Awaited<ReturnType<typeof findAgent>>;

/** @throws AppError NOT_FOUND for anything that is not an agent's id */
export function agentIdOf(id: string | undefined): string {
  const uuid = decodeId("agt", id ?? "");
  if (!uuid) throw agentNotFound();
  return uuid;
}

function agentNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such agent." });
}
