import type { OrgClient, OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/** Four tiles of 256. */
export const LEAVES_PER_PAGE = 1024;

const columns = { seq: true, id: true, kind: true, bytes: true, leafHash: true } as const;

export type Leaf = Pick<NonNullable<Awaited<ReturnType<OrgClient["ledgerEntry"]["findFirst"]>>>, keyof typeof columns>;

/** The stored entries with from <= seq < to, in order, a page at a time. Missing rows are not noticed here. */
export async function* readLeaves(deps: Deps, scope: OrgScope, from: number, to: number): AsyncGenerator<Leaf[]> {
  const { orgId } = scope;
  for (let at = from; at < to; at += LEAVES_PER_PAGE) {
    const seq = { gte: BigInt(at), lt: BigInt(Math.min(at + LEAVES_PER_PAGE, to)) };
    yield await deps.database.inOrg(scope, (client) =>
      client.ledgerEntry.findMany({ where: { orgId, seq }, orderBy: { seq: "asc" }, select: columns }),
    );
  }
}
