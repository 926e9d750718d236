import { type PolicyHistoryQuery, policyVersion } from "@agentlattice/contract";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { toHistory } from "./policy-history.ts";
import { findVisibleVersion } from "./policy-reach.ts";
import { requireReader } from "./require-reader.ts";

interface ListVersionsInput {
  readonly principal: Principal;
  readonly policyId: string;
  readonly query: z.output<typeof PolicyHistoryQuery>;
  readonly deps: Pick<Deps, "database">;
}

const position = z.tuple([policyVersion]);

/** Lists the versions of a policy, newest first. @throws AppError NOT_FOUND, FORBIDDEN */
export async function listVersions({ principal, policyId, query, deps }: ListVersionsInput) {
  const { scope } = requireReader(principal);
  const { orgId } = scope;
  const [before] = decodeCursor(query.cursor, position) ?? [];
  const items = await deps.database.inOrg(scope, async (client) => {
    const { policy } = await findVisibleVersion(client, principal, policyId);
    const versions = await client.policyVersion.findMany({
      where: { orgId, policyId, ...(before === undefined ? {} : { version: { lt: before } }) },
      orderBy: { version: "desc" },
      take: query.limit + 1,
    });
    return toHistory(client, policy, versions);
  });
  return toPage(
    items,
    query.limit,
    (item) => item,
    (item) => [item.version],
  );
}
