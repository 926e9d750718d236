import { encodeId } from "@agentlattice/core";
import type { AuditedContext } from "@agentlattice/db";
import { type AgentRow, findAgent } from "../agents/find-agent.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import type { DelegationRow } from "./find-delegation.ts";

/** The delegating agent with the bounds of its children, read under the lock. */
export interface Parent {
  readonly agent: AgentRow;
  /** Agents from the root to the parent. */
  readonly line: readonly AgentRow[];
  /** The parent's own delegation; null for a root agent. */
  readonly delegation: DelegationRow | null;
  /** UUID of the calling key, if the parent is the caller. */
  readonly keyId: string | null;
  /** Expiry of the parent, ms since the epoch; Infinity if it does not expire. */
  readonly endsAt: number;
}

/**
 * Loads a parent and rejects one that may not act itself.
 * @throws AppError NOT_FOUND, DELEGATION_INVALID
 */
export async function loadParent({ client, now }: AuditedContext, principal: Principal, agentId: string): Promise<Parent> {
  const { orgId } = principal.scope;
  const agent = await findAgent(client, principal, agentId);
  const delegation = await client.delegation.findFirst({ where: { orgId, childAgentId: agentId } });
  const chain = delegation?.chain ?? [];
  const ancestors = await client.agent.findMany({ where: { orgId, agentId: { in: chain } } });
  const line = [...chain.map((id) => ancestors.find((ancestor) => ancestor.agentId === id) as AgentRow), agent];
  const disabled = line.find((one) => one.status !== "active");
  if (disabled) throw invalid(`The agent ${encodeId("agt", disabled.agentId)} is disabled, so nothing can be delegated below it.`);
  const path = await client.delegation.findMany({ where: { orgId, delegationId: { in: delegation?.path ?? [] } } });
  const key = principal.kind === "agent" ? await client.apiKey.findFirst({ where: { orgId, keyId: principal.keyId } }) : null;
  const ends = [...path.map((one) => one.expiresAt), key?.expiresAt ?? null].flatMap((at) => (at ? [at.getTime()] : []));
  const endsAt = Math.min(Number.POSITIVE_INFINITY, ...ends);
  if (path.some((one) => one.endedAt) || key?.revokedAt || endsAt <= now)
    throw invalid("The parent's own credential has ended, so nothing can be delegated below it.");
  return { agent, line, delegation, keyId: key?.keyId ?? null, endsAt };
}

function invalid(detail: string): AppError {
  return new AppError("DELEGATION_INVALID", { detail });
}
