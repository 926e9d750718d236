import type { HaltPreview, HaltScope } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { coversAction } from "@agentlattice/core/policy";
import { databaseNow, type OrgClient } from "@agentlattice/db";
import { findAgent } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { type NamedClient, readConnected } from "./connected-clients.ts";
import { approvalsIn, type ScopeRow, subtreeOf, toCoreScope, toScopeRow } from "./halt-scope.ts";

/** Counts what a halt of this scope would stop now. @throws AppError NOT_FOUND for an unknown agent */
export async function previewHalt(deps: Pick<Deps, "database">, principal: PersonPrincipal, wire: HaltScope): Promise<HaltPreview> {
  const { orgId } = principal.scope;
  const scope = toScopeRow(wire);
  return deps.database.inOrg(principal.scope, async (client) => {
    if (scope.agentId !== null) await findAgent(client, principal, scope.agentId);
    const now = await databaseNow(client);
    const connected = await readConnected(client, orgId, scope, now.getTime());
    const open = await client.approval.groupBy({
      by: ["status", "actionType", "environment"],
      where: { ...(await approvalsIn(client, orgId, scope)), status: { in: ["pending", "approved"] } },
      _count: { approvalId: true },
    });
    const count = (status: string) =>
      open.filter((group) => group.status === status && isCovered(scope, group)).reduce((sum, group) => sum + group._count.approvalId, 0);
    return {
      at: now.toISOString(),
      clients: connected.length,
      agents: perAgent(connected),
      pending: count("pending"),
      unused: count("approved"),
      delegations: await countDelegations(client, orgId, scope, now),
    };
  });
}

/** The filter found the agents below a halted one, so only the pattern is compared again. */
function isCovered(scope: ScopeRow, { actionType, environment }: { actionType: string; environment: string }): boolean {
  const action = { action_type: actionType, environment: environment as "prod", agents: [] };
  return scope.agentId !== null || coversAction(toCoreScope(scope), action);
}

function perAgent(clients: readonly NamedClient[]): HaltPreview["agents"] {
  const agents = new Map<string, HaltPreview["agents"][number]>();
  for (const { agentId, agentName } of clients) {
    const known = agents.get(agentId);
    agents.set(agentId, { id: encodeId("agt", agentId), name: agentName, clients: (known?.clients ?? 0) + 1 });
  }
  return [...agents.values()].sort((a, b) => b.clients - a.clients || a.name.localeCompare(b.name));
}

/** Counts the active delegations in the scope. A halt of actions stops actions, not delegations. */
async function countDelegations(client: OrgClient, orgId: string, scope: ScopeRow, now: Date): Promise<number> {
  if (scope.pattern !== null) return 0;
  const agents = scope.agentId === null ? {} : { childAgentId: { in: await subtreeOf(client, orgId, scope.agentId) } };
  const environment = scope.environment === null ? {} : { environment: scope.environment };
  return client.delegation.count({ where: { orgId, ...agents, ...environment, endedAt: null, expiresAt: { gt: now } } });
}
