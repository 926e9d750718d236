import type { Organisation, SampleRemoval } from "@agentlattice/contract";
import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { authorise } from "../http/authorise.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { requestDeletion } from "./delete-organisation.ts";
import { findOrganisation, type OrganisationRow, toOrganisation } from "./organisation-row.ts";

export interface RemoveSampleInput {
  readonly principal: PersonPrincipal;
  readonly input: SampleRemoval;
  readonly deps: Pick<Deps, "bus" | "createOrganisation" | "credentials" | "database" | "newId" | "waiters">;
}

/**
 * Requests the deletion of a sample organisation, as `deleteOrganisation` does, and gives its owner an empty organisation. No other
 * organisation changes. An interrupted request is completed by repeating it.
 * @throws AppError NOT_SAMPLE, FORBIDDEN
 */
export async function removeSample({ principal, input, deps }: RemoveSampleInput): Promise<Organisation> {
  authorise(principal, "organisation:delete");
  const { scope, userId, email, name } = principal;
  const sample = await deps.database.inOrg(scope, (client) => findOrganisation(client, scope.orgId));
  refuseReal(sample);
  const [account, memberships] = await Promise.all([deps.database.lookups.signIn(email), deps.database.lookups.memberships(userId)]);
  if (account === null) throw new Error("A signed-in person has an account.");
  const earlier = memberships.find((membership) => membership.role === "owner" && membership.org_name === input.name);
  // Created first: an owner whose request is interrupted has no organisation without a way out.
  const orgId =
    earlier?.org_id ??
    (
      await deps.createOrganisation({
        name: input.name,
        zone: sample.zone,
        seed: null,
        owner: { email, name, passwordHash: account.password_hash },
      })
    ).orgId;
  await requestDeletion({ principal, deps }, refuseReal);
  return toOrganisation(await deps.database.inOrg(grantOrgScope(orgId), (client) => findOrganisation(client, orgId)));
}

function refuseReal({ sample }: Pick<OrganisationRow, "sample">): void {
  if (!sample) throw new AppError("NOT_SAMPLE", { detail: "This organisation was not created as a sample. Delete it with DELETE /org." });
}
