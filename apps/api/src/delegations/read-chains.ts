import type { DelegationPath } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import { readAgentNames } from "./to-delegation.ts";

/** The delegation chain of a delegated agent. */
export interface AgentChain {
  readonly view: z.output<typeof DelegationPath>;
}

/** Reads the delegation chains of the delegated agents among these, by agent UUID. Chains never change. */
export async function readDelegationChains(
  client: OrgClient,
  orgId: string,
  agentIds: readonly string[],
): Promise<Map<string, AgentChain>> {
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
