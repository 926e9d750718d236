import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { findAgent } from "./find-agent.ts";
import { type KeyRow, readCreators, toKey } from "./to-key.ts";

interface ListKeysInput {
  readonly principal: Principal;
  /** UUID of the agent; null for organisation keys. */
  readonly agentId: string | null;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Lists the keys of an agent or of the organisation, newest first, including revoked ones. @throws AppError NOT_FOUND */
export async function listKeys({ principal, agentId, query, deps }: ListKeysInput) {
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const { orgId } = principal.scope;
  const { rows, creators, delegated } = await deps.database.inOrg(principal.scope, async (client) => {
    const agent = agentId ? await findAgent(client, principal, agentId) : null;
    // UUIDv7 ids sort by creation time.
    const older = before === undefined ? {} : { keyId: { lt: before } };
    const where = { orgId, agentId, ...older, ...withinEnvironment(principal) };
    const rows = await client.apiKey.findMany({ where, orderBy: { keyId: "desc" }, take: query.limit + 1 });
    return { rows, creators: await readCreators(client, orgId, rows), delegated: agent?.rootAgentId != null };
  });
  const now = deps.now();
  const toItem = (row: KeyRow) => toKey(row, { principal, now, creators, delegated });
  return toPage(rows, query.limit, toItem, (row) => [row.keyId]);
}
