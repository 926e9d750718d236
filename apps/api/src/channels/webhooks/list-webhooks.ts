import type { Deps } from "../../deps.ts";
import { decodeCursor, idPosition, toPage } from "../../http/cursor.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { toWebhook } from "./endpoint-row.ts";

interface ListWebhooksInput {
  readonly principal: PersonPrincipal;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Deps;
}

/** Lists webhooks, newest first. */
export async function listWebhooks({ principal, query, deps }: ListWebhooksInput) {
  const { orgId } = principal.scope;
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const where = { orgId, ...(before === undefined ? {} : { endpointId: { lt: before } }) };
  const rows = await deps.database.inOrg(principal.scope, (client) =>
    client.endpoint.findMany({ where, orderBy: { endpointId: "desc" }, take: query.limit + 1 }),
  );
  return toPage(
    rows,
    query.limit,
    (row) => toWebhook(dataKey, row, deps.now()),
    (row) => [row.endpointId],
  );
}
