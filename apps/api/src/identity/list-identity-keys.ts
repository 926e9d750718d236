import { findAgent } from "../agents/find-agent.ts";
import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { findIdentityKeys } from "./find-identity-key.ts";
import { toIdentityKey } from "./to-identity-key.ts";

interface ListIdentityKeys {
  readonly principal: Principal;
  readonly agentId: string;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Lists the identity keys of an agent with their sequences and gaps, newest first. @throws AppError NOT_FOUND */
export async function listIdentityKeys({ principal, agentId, query, deps }: ListIdentityKeys) {
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const rows = await deps.database.inOrg(principal.scope, async (client) => {
    await findAgent(client, principal, agentId);
    return findIdentityKeys(client, principal.scope.orgId, agentId, { before, take: query.limit + 1 });
  });
  const now = deps.now();
  return toPage(
    rows,
    query.limit,
    (row) => toIdentityKey(row, principal, now),
    (row) => [row.identityKeyId],
  );
}
