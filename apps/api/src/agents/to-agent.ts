import type { Agent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { Presence } from "@agentlattice/db";
import type { AgentRow } from "./find-agent.ts";

const NEVER_SEEN: Presence = { environments: [], lastSeenAt: null };

/** An agent as it was configured. */
export function toAgentFacts(row: AgentRow) {
  return {
    id: encodeId("agt", row.agentId),
    name: row.name,
    description: row.description,
    capabilities: row.capabilities,
    labels: row.labels as Record<string, string>,
    owner: row.ownerUserId && encodeId("usr", row.ownerUserId),
    status: row.status as Agent["status"],
    created_at: row.createdAt.toISOString(),
  };
}

/** An agent and whether it has been about. */
export function toAgent(row: AgentRow, { environments, lastSeenAt } = NEVER_SEEN): Agent {
  return {
    ...toAgentFacts(row),
    environments: environments as Agent["environments"],
    last_seen_at: lastSeenAt?.toISOString() ?? null,
  };
}
