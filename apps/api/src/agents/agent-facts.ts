import type { Agent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AgentRow } from "./find-agent.ts";

/** The configuration of an agent. */
export function agentFacts(row: AgentRow) {
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
