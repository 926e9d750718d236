import { type DelegationListQuery, id } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { type DelegationRow, delegationsOf } from "./find-delegation.ts";
import { readAgentNames, toDelegation } from "./to-delegation.ts";

type Query = z.output<typeof DelegationListQuery>;

interface ListDelegationsInput {
  readonly principal: Principal;
  readonly query: Query;
  readonly deps: Pick<Deps, "database" | "now">;
}

const position = z.tuple([id("del")]);

/** Lists delegations, newest first. */
export async function listDelegations({ principal, query, deps }: ListDelegationsInput) {
  const [before] = decodeCursor(query.cursor, position) ?? [];
  const now = deps.now();
  const { orgId } = principal.scope;
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.delegation.findMany({
      where: {
        AND: [
          delegationsOf(principal),
          roleFilter(principal, query),
          query.environment === undefined ? {} : { environment: query.environment },
          query.active_only === "true" ? { endedAt: null, expiresAt: { gt: new Date(now) } } : {},
          // UUIDv7 ids sort by creation time.
          before === undefined ? {} : { delegationId: { lt: decodeId("del", before) ?? NOWHERE } },
        ],
      },
      orderBy: { delegationId: "desc" },
      take: query.limit + 1,
    });
    const names = await readAgentNames(client, orgId, rows);
    const toItem = (row: DelegationRow) => toDelegation(row, names, principal, now);
    return toPage(rows, query.limit, toItem, (row) => [toItem(row).id]);
  });
}

const NOWHERE = "00000000-0000-0000-0000-000000000000";

/** Returns the filter for a role, which is relative to the calling agent or to `agent_id`. */
function roleFilter(principal: Principal, { role, agent_id }: Query) {
  const agentId = agent_id === undefined ? (principal.kind === "agent" ? principal.agentId : null) : decodeId("agt", agent_id);
  if (agentId === null) return {};
  if (role === "parent") return { parentAgentId: agentId };
  if (role === "child") return { childAgentId: agentId };
  return agent_id === undefined ? {} : { OR: [{ parentAgentId: agentId }, { childAgentId: agentId }] };
}
