import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import { withinEnvironment } from "../http/environment-reach.ts";
import type { Principal } from "../http/principal.ts";
import { findAgent } from "./find-agent.ts";
import { toKey } from "./to-key.ts";

interface ListKeysInput {
  readonly principal: Principal;
  /** UUID of the agent whose keys they are; null for the organisation's own. */
  readonly agentId: string | null;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Deps;
}

/** Keys of an agent or of the organisation, newest first, revoked ones too. @throws AppError NOT_FOUND */
export async function listKeys({ principal, agentId, query, deps }: ListKeysInput) {
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const { orgId } = principal.scope;
  const rows = await deps.database.inOrg(principal.scope, async (client) => {
    if (agentId) await findAgent(client, principal, agentId);
    // UUIDv7: the order of ids is the order of creation.
    const older = before === undefined ? {} : { keyId: { lt: before } };
    const where = { orgId, agentId, ...older, ...withinEnvironment(principal) };
    return client.apiKey.findMany({ where, orderBy: { keyId: "desc" }, take: query.limit + 1 });
  });
  return toPage(rows, query.limit, toKey, (row) => [row.keyId]);
}
