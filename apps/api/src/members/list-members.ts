import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findMembers, toMember } from "./find-member.ts";

interface ListMembersInput {
  readonly principal: PersonPrincipal;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Deps;
}

/** Lists members, oldest account first. */
export async function listMembers({ principal, query, deps }: ListMembersInput) {
  const [after] = decodeCursor(query.cursor, idPosition) ?? [];
  const rows = await deps.database.inOrg(principal.scope, (client) =>
    findMembers(client, principal.scope.orgId, { after, limit: query.limit + 1 }),
  );
  return toPage(rows, query.limit, toMember, (row) => [row.userId]);
}
