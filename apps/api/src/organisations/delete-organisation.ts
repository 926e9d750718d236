import { encodeId } from "@agentlattice/core";
import { endSessions } from "../auth/end-sessions.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authorize } from "../http/authorize.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { roleNow } from "../members/rank.ts";
import { findOrganisation } from "./organisation-row.ts";

export interface DeleteOrganisationInput {
  readonly principal: PersonPrincipal;
  /** The organisation's name, typed again. */
  readonly name: string;
  readonly deps: Deps;
}

/**
 * Removes an organisation. First, in one commit, everybody and everything is shut out: sessions end, keys are revoked.
 * Then its rows are deleted; what a crash interrupts there, the housekeeper finishes.
 * @throws AppError INVALID_REQUEST when the name is not the organisation's
 */
export async function deleteOrganisation({ principal, name, deps }: DeleteOrganisationInput): Promise<void> {
  const { scope } = principal;
  const { orgId } = scope;
  await deps.database.audited(scope, async (context) => {
    const { client, now } = context;
    authorize({ ...principal, role: await roleNow(client, principal) }, "organisation:delete");
    const organisation = await findOrganisation(client, orgId);
    if (organisation.name !== name)
      throw new AppError("INVALID_REQUEST", {
        detail: "name: must be the organisation's name, exactly as it is written. Nothing was removed.",
        errors: [{ path: "name", message: "must be the organisation's name" }],
      });
    const at = new Date(now);
    await client.organisation.update({ where: { orgId }, data: { removedAt: at }, select: { orgId: true } });
    await client.apiKey.updateMany({ where: { orgId, revokedAt: null }, data: { revokedAt: at } });
    const members = await client.member.findMany({ where: { orgId }, select: { userId: true } });
    const entries = [];
    for (const { userId } of members) entries.push(...(await endSessions(deps, context, { orgId, userId })));
    return { result: null, entries, changesAnswers: true };
  });
  await finishRemoval(deps, orgId);
}

/** Deletes what is left of organisations that were removed. */
export async function finishRemovals(deps: Deps): Promise<void> {
  for (const orgId of await deps.database.lookups.removedOrganisations()) await finishRemoval(deps, orgId);
}

async function finishRemoval(deps: Deps, orgId: string): Promise<void> {
  await deps.database
    .removeOrganisation(orgId)
    .catch((err) => deps.log.warn({ err, org: encodeId("org", orgId) }, "an organisation was not removed yet and is tried again"));
}
