import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";

export type DelegationRow = NonNullable<Awaited<ReturnType<OrgClient["delegation"]["findFirst"]>>>;

/** Maximum number of descendants whose delegations an agent can list. The newest are used; people see all. */
const MAX_DESCENDANTS = 5_000;

type DelegationWhere = NonNullable<NonNullable<Parameters<OrgClient["delegation"]["findFirst"]>[0]>["where"]>;

/**
 * Limits delegations to those that a principal may see and end: an agent its own and those below it in its key's environment, a member
 * those of the agents that they own, everyone else all of the organisation.
 */
export function delegationsOf(principal: Principal): DelegationWhere {
  const { orgId } = principal.scope;
  if (principal.kind === "agent") {
    const { agentId, environment } = principal;
    return { orgId, environment, OR: [{ childAgentId: agentId }, below(principal)] };
  }
  if (principal.kind === "person" && principal.role === "member") return { orgId, child: { ownerUserId: principal.userId } };
  return { orgId, ...withinEnvironment(principal) };
}

/** The agent itself, within its delegation tree. The root is included because delegations are indexed by tree. */
function below({ agentId, delegation }: AgentPrincipal): DelegationWhere {
  return { child: { rootAgentId: delegation?.ancestors[0]?.id ?? agentId }, chain: { has: agentId } };
}

/** Returns the UUIDs of the agent's descendants, newest first, including ended ones. */
export async function descendantsOf(client: OrgClient, principal: AgentPrincipal): Promise<string[]> {
  const rows = await client.delegation.findMany({
    where: { orgId: principal.scope.orgId, ...below(principal) },
    orderBy: { delegationId: "desc" },
    take: MAX_DESCENDANTS,
    select: { childAgentId: true },
  });
  return rows.map((row) => row.childAgentId);
}

/** Finds a delegation that the principal may see. @throws AppError NOT_FOUND */
export async function findDelegation(client: OrgClient, principal: Principal, delegationId: string): Promise<DelegationRow> {
  const delegation = await client.delegation.findFirst({ where: { AND: [delegationsOf(principal), { delegationId }] } });
  if (!delegation) throw delegationNotFound();
  return delegation;
}

/** Decodes the id of a delegation. @throws AppError NOT_FOUND for other text */
export function delegationIdOf(id: string | undefined): string {
  const uuid = decodeId("del", id ?? "");
  if (!uuid) throw delegationNotFound();
  return uuid;
}

function delegationNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such delegation. GET /delegations lists those you may see." });
}
