import type { Organisation, OrganisationPatch } from "@agentlattice/contract";
import type { SettledEntry } from "@agentlattice/core/settle";
import { sealPayload } from "@agentlattice/db";
import { actorOf } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import { whyNot } from "../http/authorize.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { readManifest } from "../policies/read-manifest.ts";
import { organisationEntry } from "./organisation-entry.ts";
import { findOrganisation, toOrganisation } from "./organisation-row.ts";

export interface ChangeOrganisationInput {
  readonly principal: PersonPrincipal;
  readonly patch: OrganisationPatch;
  readonly deps: Pick<Deps, "database" | "newId">;
}

/**
 * Changes the name or the time zone of the organisation, with an entry for each. The name is stored in a payload of its entry. The time zone
 * applies to every later decision.
 * @throws AppError FORBIDDEN, POLICY_UNAVAILABLE when what is stored cannot be trusted
 */
export async function changeOrganisation({ principal, patch, deps }: ChangeOrganisationInput): Promise<Organisation> {
  const { orgId } = principal.scope;
  const keys = await deps.database.keysOf(orgId);
  const entry = (id: string, data: { change: "renamed" } | { change: "zone"; zone: string }, payloads: SettledEntry["payloads"] = []) =>
    organisationEntry({ id, orgId, actor: actorOf(principal), data, payloads });
  const { result } = await deps.database.audited(principal.scope, async ({ client, origin }) => {
    const before = await findOrganisation(client, orgId);
    const { name = before.name, zone = before.zone } = patch;
    const entries: SettledEntry[] = [];
    if (name !== before.name) {
      const id = deps.newId();
      entries.push(
        entry(id, { change: "renamed" }, [sealPayload({ dataKey: keys.data, orgId, origin, entryId: id, field: "name" }, name)]),
      );
    }
    if (zone !== before.zone) {
      requireOwner(principal, (await readManifest(client, orgId, keys.manifest.publicKey)).review_widenings ?? false);
      entries.push(entry(deps.newId(), { change: "zone", zone }));
    }
    const row = entries.length === 0 ? before : await client.organisation.update({ where: { orgId }, data: { name, zone } });
    return { result: toOrganisation(row), entries, changesAnswers: zone !== before.zone };
  });
  return result;
}

/** Requires an owner for another time zone where widenings are reviewed, because it shifts every time window of policies. */
function requireOwner(principal: PersonPrincipal, reviewed: boolean): void {
  if (reviewed && whyNot(principal, "settings:review") !== null)
    throw new AppError("FORBIDDEN", {
      detail: "Another time zone may allow more actions, and such changes are reviewed in this organisation. Ask an owner to change it.",
    });
}
