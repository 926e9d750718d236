import type { OrganisationRemoval } from "@agentlattice/contract";
import type { z } from "zod";
import { actorOf } from "../audit/config-entry.ts";
import { confirmPassword } from "../auth/confirm-password.ts";
import type { Client } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authorise } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { currentRole } from "../members/role-checks.ts";
import { organisationEntry } from "./organisation-entry.ts";
import { findOrganisation, type OrganisationRow } from "./organisation-row.ts";

const GRACE_MS = 7 * 24 * 3_600_000;

export interface DeleteOrganisationInput {
  readonly principal: PersonPrincipal;
  readonly removal: z.output<typeof OrganisationRemoval>;
  readonly client: Client;
  readonly deps: Pick<Deps, "bus" | "credentials" | "database" | "newId" | "waiters">;
}

/**
 * Requests the deletion of an organisation. From this commit on, keys and people other than owners are rejected. Owners can read, export and
 * cancel the deletion during the grace period. No data is deleted yet.
 * @throws AppError INVALID_CREDENTIALS, TOO_MANY_ATTEMPTS, INVALID_REQUEST when the name is not the organisation's
 */
export async function deleteOrganisation({ principal, removal, client: device, deps }: DeleteOrganisationInput): Promise<void> {
  await confirmPassword({ principal, password: removal.password, client: device, deps });
  await requestDeletion({ principal, deps }, (organisation) => {
    if (organisation.name !== removal.name)
      throw new AppError("INVALID_REQUEST", {
        detail: "name: must be exactly the organisation's name. Nothing was deleted.",
        errors: [{ path: "name", message: "must be the organisation's name" }],
      });
  });
}

/**
 * Sets the time of an organisation's deletion and records it. A repeated request keeps the time of the first.
 * @param check refuses an organisation, with its row locked
 */
export async function requestDeletion(
  { principal, deps }: Pick<DeleteOrganisationInput, "principal" | "deps">,
  check: (organisation: OrganisationRow) => void,
): Promise<void> {
  const { orgId } = principal.scope;
  await deps.database.audited(principal.scope, async ({ client, now }) => {
    authorise({ ...principal, role: await currentRole(client, principal) }, "organisation:delete");
    const organisation = await findOrganisation(client, orgId);
    check(organisation);
    if (organisation.purgeAt !== null) return { result: null, entries: [], changesAnswers: false };
    const purgeAt = new Date(now + GRACE_MS);
    await client.organisation.update({ where: { orgId }, data: { purgeAt }, select: { orgId: true } });
    const data = { change: "deletion_requested", purge_at: purgeAt.toISOString() } as const;
    return {
      result: null,
      entries: [organisationEntry({ id: deps.newId(), orgId, actor: actorOf(principal), data })],
      changesAnswers: true,
    };
  });
  announceClosing(deps, orgId);
}

/** Ends the event streams of the organisation and wakes its waiting requests, in every process. They are then refused with the reason. */
function announceClosing({ bus, credentials, waiters }: Pick<Deps, "bus" | "credentials" | "waiters">, orgId: string): void {
  credentials.endStreamsOf(orgId);
  waiters.wakeOrg(orgId);
  bus.send({ kind: "closing", org: orgId });
}
