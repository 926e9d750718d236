import type { Agent, AgentListQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { databaseNow, type OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, namePosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { describeAgents } from "./describe-agents.ts";
import { agentsOf } from "./find-agent.ts";

type Query = z.output<typeof AgentListQuery>;
type AgentWhere = NonNullable<NonNullable<Parameters<OrgClient["agent"]["findMany"]>[0]>["where"]>;

interface ListAgentsInput {
  readonly principal: Principal;
  readonly query: Query;
  readonly deps: Pick<Deps, "configs" | "database">;
}

/** Lists agents by name, without delegated agents, which are listed with their delegations. */
export async function listAgents({ principal, query, deps }: ListAgentsInput) {
  const [name] = decodeCursor(query.cursor, namePosition) ?? [];
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.agent.findMany({
      where: {
        AND: [
          agentsOf(principal),
          { rootAgentId: null },
          ...filtersOf(query, await databaseNow(client)),
          name === undefined ? {} : { name: { gt: name } },
        ],
      },
      orderBy: { name: "asc" },
      take: query.limit + 1,
    });
    const page = toPage(
      rows,
      query.limit,
      (row) => row,
      (row) => [row.name],
    );
    const data: Agent[] = await describeAgents(deps, client, principal, page.data, query);
    return { ...page, data };
  });
}

function filtersOf({ q, status, owner, label, environment }: Query, now: Date): AgentWhere[] {
  const filters: AgentWhere[] = [];
  const words = q?.trim();
  if (words) {
    const contains = { contains: words.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" as const };
    filters.push({ OR: [{ name: contains }, { description: contains }] });
  }
  if (status) filters.push({ status });
  if (owner) filters.push({ ownerUserId: owner === "none" ? null : decodeId("usr", owner) });
  if (label) {
    const colon = label.indexOf(":");
    filters.push({ labels: { path: [label.slice(0, colon)], equals: label.slice(colon + 1) } });
  }
  if (environment)
    filters.push({ keys: { some: { environment, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } } });
  return filters;
}
