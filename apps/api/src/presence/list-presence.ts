import type { PresenceQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { z } from "zod";
import { agentsOf } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { describePresence } from "./describe-presence.ts";

/** Lists the presence of active agents. Delegated agents are listed once they have sent a heartbeat. */
export async function listPresence(deps: Pick<Deps, "database">, principal: Principal, query: z.output<typeof PresenceQuery>) {
  const { orgId } = principal.scope;
  const after = decodeCursor(query.cursor, idPosition)?.[0];
  const environment = query.environment ?? withinEnvironment(principal).environment ?? null;
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.agent.findMany({
      where: {
        AND: [
          agentsOf(principal),
          { status: "active", OR: [{ rootAgentId: null }, { heartbeats: { some: {} } }] },
          query.agent_id === undefined ? {} : { agentId: decodeId("agt", query.agent_id) ?? "" },
          after === undefined ? {} : { agentId: { gt: after } },
        ],
      },
      orderBy: { agentId: "asc" },
      take: query.limit + 1,
    });
    const page = toPage(
      rows,
      query.limit,
      (row) => row,
      (row) => [row.agentId],
    );
    return { ...page, data: await describePresence(client, orgId, page.data, environment) };
  });
}
