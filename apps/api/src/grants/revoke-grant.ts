import { decodeId, encodeId } from "@agentlattice/core";
import type { SettledEntry } from "@agentlattice/core/settle";
import { type AuditedContext, storeGrantEnds } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { grantData } from "./end-grants.ts";
import type { GrantRow } from "./read-grants.ts";

/** Revokes a grant. Later actions need an approval again. @throws AppError NOT_FOUND, GRANT_NOT_ACTIVE */
export async function revokeGrant({ principal, id, deps }: { principal: PersonPrincipal; id: string; deps: Deps }): Promise<void> {
  const { orgId } = principal.scope;
  const grantId = decodeId("gra", id);
  await deps.database.audited(principal.scope, async (context) => {
    const { client, now } = context;
    const where = { orgId_grantId: { orgId, grantId: grantId ?? "" } };
    const row = grantId === null ? null : await client.approvalGrant.findUnique({ where });
    if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such grant. GET /grants lists the grants." });
    if (row.endedAt !== null || row.expiresAt.getTime() <= now)
      throw new AppError("GRANT_NOT_ACTIVE", { detail: "This grant has ended already. Nothing is left to revoke." });
    return { result: null, entries: [await revokeGrantRow(deps, context, principal, row)], changesAnswers: false };
  });
}

/** Ends an open grant and returns the entry. */
export async function revokeGrantRow(
  deps: Pick<Deps, "newId">,
  context: AuditedContext,
  principal: PersonPrincipal,
  row: GrantRow,
): Promise<SettledEntry> {
  await storeGrantEnds(context, [row], "REVOKED");
  return configEntry({
    id: deps.newId(),
    kind: "grant.revoked",
    actor: actorOf(principal),
    subject: { type: "grant", id: encodeId("gra", row.grantId) },
    data: grantData(row),
    agentId: row.agentId,
    environment: row.environment,
  });
}
