import type { Deps } from "../deps.ts";
import { decodeCursor, idPosition, toPage } from "../http/cursor.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { inviterNames, toInvitation, UNUSED } from "./find-invitation.ts";

interface ListInvitationsInput {
  readonly principal: PersonPrincipal;
  readonly query: { readonly cursor?: string | undefined; readonly limit: number };
  readonly deps: Pick<Deps, "database" | "now">;
}

/** Lists open invitations, newest first. */
export async function listInvitations({ principal, query, deps }: ListInvitationsInput) {
  const { orgId } = principal.scope;
  const [before] = decodeCursor(query.cursor, idPosition) ?? [];
  const { rows, names } = await deps.database.inOrg(principal.scope, async (client) => {
    const where = { orgId, ...UNUSED, ...(before === undefined ? {} : { invitationId: { lt: before } }) };
    const rows = await client.invitation.findMany({ where, orderBy: { invitationId: "desc" }, take: query.limit + 1 });
    return { rows, names: await inviterNames(client, orgId, rows) };
  });
  const now = deps.now();
  return toPage(
    rows,
    query.limit,
    (row) => toInvitation(row, names, principal, now),
    (row) => [row.invitationId],
  );
}
