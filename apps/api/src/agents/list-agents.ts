import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { agentsOf } from "./find-agent.ts";
import { toAgent } from "./to-agent.ts";

interface ListAgentsInput {
  readonly principal: Principal;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Deps;
}

/** Agents that people manage, by name. Delegated ones are listed with their delegations. */
export async function listAgents({ principal, query, deps }: ListAgentsInput) {
  const [name] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await deps.database.inOrg(principal.scope, (client) =>
    client.agent.findMany({
      where: { AND: [agentsOf(principal), { rootAgentId: null }, name === undefined ? {} : { name: { gt: String(name) } }] },
      orderBy: { name: "asc" },
      take: query.limit + 1,
    }),
  );
  return toPage(rows, query.limit, toAgent, (row) => [row.name]);
}
