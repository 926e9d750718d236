import type { Halt, HaltQuery } from "@agentlattice/contract";
import type { OrgClient } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { AgentPrincipal, Principal } from "../http/principal.ts";
import { describeHalts, readerOf } from "./describe-halts.ts";
import { findHalt, haltNotFound } from "./find-halt.ts";
import { stopsAgent } from "./halt-audience.ts";
import { toCoreScope } from "./halt-scope.ts";

type HaltWhere = NonNullable<NonNullable<Parameters<OrgClient["halt"]["findMany"]>[0]>["where"]>;
type HaltDeps = Pick<Deps, "configs" | "database" | "now">;

/** Lists halts, newest first. Agents see those that stop them. */
export async function listHalts(deps: HaltDeps, principal: Principal, query: z.output<typeof HaltQuery>) {
  const { orgId } = principal.scope;
  const before = decodeCursor(query.cursor, idPosition)?.[0];
  return deps.database.inOrg(principal.scope, async (client) => {
    const rows = await client.halt.findMany({
      where: {
        orgId,
        ...(before === undefined ? {} : { haltId: { lt: before } }),
        ...(query.active === undefined ? {} : { resumedAt: query.active === "true" ? null : { not: null } }),
        ...(principal.kind === "agent" ? haltsOf(principal) : {}),
      },
      orderBy: { haltId: "desc" },
      take: query.limit + 1,
    });
    const page = toPage(
      rows,
      query.limit,
      (row) => row,
      (row) => [row.haltId],
    );
    const shown = principal.kind === "agent" ? page.data.filter((row) => stopsAgent(toCoreScope(row), principal)) : page.data;
    return { ...page, data: await describeHalts(await readerOf(deps, principal, client), shown) };
  });
}

/** Returns a filter of the halts that may stop an agent. The patterns of actions are compared afterwards. */
function haltsOf({ agentId, delegation, environment }: AgentPrincipal): HaltWhere {
  const chain = [...(delegation?.ancestors ?? []).map(({ id }) => id), agentId];
  const here = { OR: [{ environment: null }, { environment }] };
  return { OR: [{ agentId: { in: chain } }, { agentId: null, ...here }] };
}

/** Reads a halt. @throws AppError NOT_FOUND, also for an agent that it does not stop */
export async function getHalt(deps: HaltDeps, principal: Principal, haltId: string): Promise<Halt> {
  return deps.database.inOrg(principal.scope, async (client) => {
    const row = await findHalt(client, principal.scope.orgId, haltId);
    if (principal.kind === "agent" && !stopsAgent(toCoreScope(row), principal)) throw haltNotFound();
    const [halt] = await describeHalts(await readerOf(deps, principal, client), [row]);
    return halt as Halt;
  });
}
