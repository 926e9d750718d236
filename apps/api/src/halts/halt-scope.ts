import type { HaltScope } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { actionPrefixOf } from "@agentlattice/core/action-pattern";
import type { HaltScope as CoreScope, Environment } from "@agentlattice/core/policy";
import type { OrgClient } from "@agentlattice/db";

/** The scope of a halt as stored. Ids are UUIDs. */
export interface ScopeRow {
  readonly kind: string;
  readonly agentId: string | null;
  readonly pattern: string | null;
  readonly environment: string | null;
}

type ApprovalWhere = NonNullable<NonNullable<Parameters<OrgClient["approval"]["findMany"]>[0]>["where"]>;

export function toScopeRow(scope: HaltScope): ScopeRow {
  const nothing = { agentId: null, pattern: null, environment: null };
  if ("organisation" in scope) return { ...nothing, kind: "organisation" };
  if ("agent" in scope) return { ...nothing, kind: "agent", agentId: decodeId("agt", scope.agent) };
  if ("action" in scope) return { ...nothing, kind: "actions", pattern: scope.action, environment: scope.environment ?? null };
  return { ...nothing, kind: "environment", environment: scope.environment };
}

/** Returns the scope on the wire. It contains only ids and codes, so ledger entries have it too. */
export function toWireScope(row: ScopeRow): HaltScope {
  const environment = row.environment as Environment | null;
  if (row.agentId !== null) return { agent: encodeId("agt", row.agentId) };
  if (row.pattern !== null) return { action: row.pattern, ...(environment === null ? {} : { environment }) };
  return environment === null ? { organisation: true } : { environment };
}

/** Returns the scope that policy evaluation uses. */
export function toCoreScope(row: ScopeRow): CoreScope {
  const environment = row.environment as Environment | null;
  if (row.agentId !== null) return { kind: "agent", agent: encodeId("agt", row.agentId) };
  if (row.pattern !== null) return { kind: "actions", pattern: row.pattern, ...(environment === null ? {} : { environment }) };
  return environment === null ? { kind: "organisation" } : { kind: "environment", environment };
}

/**
 * Returns the filter of the approvals that a halt covers. `LIKE` treats `_` as a wildcard, so the filter of a prefix may find more:
 * `coversAction` decides.
 */
export async function approvalsIn(client: OrgClient, orgId: string, row: ScopeRow): Promise<ApprovalWhere> {
  const environment = row.environment === null ? {} : { environment: row.environment };
  if (row.agentId !== null) return { orgId, agentId: { in: await subtreeOf(client, orgId, row.agentId) } };
  if (row.pattern === null || row.pattern === "*") return { orgId, ...environment };
  const prefix = actionPrefixOf(row.pattern);
  return { orgId, actionType: prefix === undefined ? row.pattern : { startsWith: prefix }, ...environment };
}

/** Returns the UUIDs of an agent and of every agent below it. */
export async function subtreeOf(client: OrgClient, orgId: string, agentId: string): Promise<string[]> {
  const below = await client.delegation.findMany({ where: { orgId, chain: { has: agentId } }, select: { childAgentId: true } });
  return [agentId, ...below.map(({ childAgentId }) => childAgentId)];
}
