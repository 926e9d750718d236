import { decodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import { AppError } from "../http/app-error.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";

export type DelegationRow = NonNullable<Awaited<ReturnType<OrgClient["delegation"]["findFirst"]>>>;

/** Of an agent with more, the records of the oldest are not listed to it; people see them all. */
const MAX_DESCENDANTS = 5_000;

type DelegationWhere = NonNullable<NonNullable<Parameters<OrgClient["delegation"]["findFirst"]>[0]>["where"]>;

/**
 * Which delegations a principal may look at and end: an agent its own and those below it, in its key's environment; a
 * member those of agents they own; everybody else all of their organisation.
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

/** What stands below an agent. The root comes with it because there is an index of trees and none of chains. */
function below({ agentId, delegation }: AgentPrincipal): DelegationWhere {
  return { child: { rootAgentId: delegation?.ancestors[0]?.id ?? agentId }, chain: { has: agentId } };
}

/** UUIDs of the agents below this one, newest first, ended ones too. */
export async function descendantsOf(client: OrgClient, principal: AgentPrincipal): Promise<string[]> {
  const rows = await client.delegation.findMany({
    where: { orgId: principal.scope.orgId, ...below(principal) },
    orderBy: { delegationId: "desc" },
    take: MAX_DESCENDANTS,
    select: { childAgentId: true },
  });
  return rows.map((row) => row.childAgentId);
}

/** One delegation that this principal may see. @throws AppError NOT_FOUND */
export async function findDelegation(client: OrgClient, principal: Principal, delegationId: string): Promise<DelegationRow> {
  const delegation = await client.delegation.findFirst({ where: { AND: [delegationsOf(principal), { delegationId }] } });
  if (!delegation) throw delegationNotFound();
  return delegation;
}

/** @throws AppError NOT_FOUND for anything that is not a delegation's id */
export function delegationIdOf(id: string | undefined): string {
  const uuid = decodeId("del", id ?? "");
  if (!uuid) throw delegationNotFound();
  return uuid;
}

function delegationNotFound(): AppError {
  return new AppError("NOT_FOUND", { detail: "There is no such delegation." });
}
