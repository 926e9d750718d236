import type { Organisation } from "@agentlattice/contract";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authorise } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { currentRole } from "../members/role-checks.ts";
import { organisationEntry } from "./organisation-entry.ts";
import { findOrganisation, toOrganisation } from "./organisation-row.ts";

/**
 * Cancels the deletion of an organisation, so that keys and people have access again.
 * @throws AppError NOT_CLOSING when no deletion is requested, or the purge has begun
 */
export async function restoreOrganisation({
  principal,
  deps,
}: {
  principal: PersonPrincipal;
  deps: Pick<Deps, "database" | "newId">;
}): Promise<Organisation> {
  const { scope } = principal;
  const { orgId } = scope;
  const { result } = await deps.database.audited(scope, async ({ client }) => {
    authorise({ ...principal, role: await currentRole(client, principal) }, "organisation:delete");
    const { count } = await client.organisation.updateMany({
      where: { orgId, purgeAt: { not: null }, removedAt: null },
      data: { purgeAt: null },
    });
    if (count === 0)
      throw new AppError("NOT_CLOSING", { detail: "No deletion of this organisation is pending, so there is nothing to cancel." });
    const entry = organisationEntry({ id: deps.newId(), orgId, actor: actorOf(principal), data: { change: "deletion_undone" } });
    return { result: toOrganisation(await findOrganisation(client, orgId)), entries: [entry], changesAnswers: true };
  });
  return result;
}
