import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { countOwners, findMembers, toMember } from "./find-member.ts";

interface ListMembersInput {
  readonly principal: PersonPrincipal;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Pick<Deps, "database">;
}

/** Lists members, oldest account first. */
export async function listMembers({ principal, query, deps }: ListMembersInput) {
  const [after] = decodeCursor(query.cursor, idPosition) ?? [];
  const { orgId } = principal.scope;
  const { rows, owners } = await deps.database.inOrg(principal.scope, async (client) => ({
    rows: await findMembers(client, orgId, { after, limit: query.limit + 1 }),
    owners: await countOwners(client, orgId),
  }));
  return toPage(
    rows,
    query.limit,
    (row) => toMember(row, principal, owners),
    (row) => [row.userId],
  );
}
