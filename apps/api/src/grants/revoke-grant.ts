import { decodeId, encodeId } from "@agentlattice/core";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { grantData } from "./end-grants.ts";

/** Revokes a grant. Later actions need an approval again. @throws AppError NOT_FOUND, GRANT_NOT_ACTIVE */
export async function revokeGrant({ principal, id, deps }: { principal: PersonPrincipal; id: string; deps: Deps }): Promise<void> {
  const { orgId } = principal.scope;
  const grantId = decodeId("gra", id);
  await deps.database.audited(principal.scope, async ({ client, now }) => {
    const where = { orgId_grantId: { orgId, grantId: grantId ?? "" } };
    const row = grantId === null ? null : await client.approvalGrant.findUnique({ where });
    if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such grant. GET /grants lists the grants." });
    if (row.endedAt !== null || row.expiresAt.getTime() <= now)
      throw new AppError("GRANT_NOT_ACTIVE", { detail: "This grant has ended already. Nothing is left to revoke." });
    await client.approvalGrant.update({ where, data: { endedAt: new Date(now), endedBecause: "REVOKED" }, select: { grantId: true } });
    const entry = configEntry({
      id: deps.newId(),
      kind: "grant.revoked",
      actor: { type: "user", id: encodeId("usr", principal.userId) },
      subject: { type: "grant", id: encodeId("gra", row.grantId) },
      data: grantData(row),
      agentId: row.agentId,
      environment: row.environment,
    });
    return { result: null, entries: [entry], changesAnswers: false };
  });
}
