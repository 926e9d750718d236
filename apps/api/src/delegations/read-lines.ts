import type { DelegationPath } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { readAgentNames } from "./to-delegation.ts";

/** Who stands behind a delegated agent. */
export interface DelegationLine {
  readonly view: z.output<typeof DelegationPath>;
}

/** The lines of those of these agents that are delegated, by agent's UUID. They never change once they exist. */
export async function readLines(client: OrgClient, orgId: string, agentIds: readonly string[]): Promise<Map<string, DelegationLine>> {
  if (agentIds.length === 0) return new Map();
  const rows = await client.delegation.findMany({ where: { orgId, childAgentId: { in: [...new Set(agentIds)] } } });
  const names = await readAgentNames(client, orgId, rows);
  return new Map(
    rows.map((row) => {
      const chain = [...row.chain, row.childAgentId].map((id) => ({ id: encodeId("agt", id), name: names.get(id) ?? "a removed agent" }));
      return [row.childAgentId, { view: { id: encodeId("del", row.delegationId), chain } }];
    }),
  );
}
