import type { Agent } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { AgentRow } from "./find-agent.ts";

export function toAgent(row: AgentRow): Agent {
  return {
    id: encodeId("agt", row.agentId),
    name: row.name,
    capabilities: row.capabilities,
    labels: row.labels as Record<string, string>,
    owner: row.ownerUserId && encodeId("usr", row.ownerUserId),
    status: row.status as Agent["status"],
    created_at: row.createdAt.toISOString(),
  };
}
